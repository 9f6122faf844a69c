// Moving a visit without dragging it: to which car, and when or where in its order.

import { useState } from 'preact/hooks';
import { client, take } from '../../../client/client';
import { Problem } from '../../../client/problem';
import { crewNames, placeBeside, type Day, type Visit } from '../../../model/board';
import { clock, minutes } from '../../../model/figures';
import { nearest, rankCars, type Choice, type Found, type Place } from '../../../model/moving';
import { nightAfter } from '../../../model/times';
import { instant } from '../../../model/told';
import { TimeField } from '../../../parts/time_field';
import { useAsked } from '../../../parts/use';
import { chosenVisit, day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { asOf, instantOf } from '../../../state/tried';
import { say } from '../../../texts';
import { busy } from '../acting';
import { Fell } from '../events/fell';
import { Panel } from '../panel';
import { task, type Task } from '../task';
import { windowsOf } from '../visit_name';
import { whyAside, whyKept } from './keeping';
import { proposeChange } from './proposing';
import '../proposals/proposals.css';

const NOWHERE: Found = { places: [], obstacles: [] };

/** Open what moves the chosen visit. */
export function openMove(): void {
  const visit = chosenVisit.value;
  if (!visit) return tell(say('move.choose_first'));
  const kept = whyAside() ?? whyKept(visit);
  if (kept) return tell(kept);
  task.value = { panel: 'move', visit: visit.id };
}

export function MovePanel({ task: { visit: key = '' } }: { task: Task }) {
  const open = day.value;
  const visit = open?.visits.get(key);
  const { value: found } = useAsked(async () => (open && visit ? findPlaces(open.board.plan, key) : NOWHERE), [open?.board.etag, open?.board.last_event, key]);
  if (!open) return null;
  if (!visit) return <Fell title={say('move.command')} />;
  return (
    <Panel title={say('move.title', { who: visit.who })} note={placeBeside(visit) ?? ''}>
      <Form open={open} visit={visit} choices={rankCars(open.board.cars, found ?? NOWHERE)} isFound={found !== null} />
    </Panel>
  );
}

interface Props {
  open: Day;
  visit: Visit;
  choices: readonly Choice[];
  isFound: boolean;
}

function Form({ open, visit, choices, isFound }: Props) {
  const [wanted, setCar] = useState(visit.stop?.car);
  const [where, setWhere] = useState('');
  const [time, setTime] = useState('');
  const { timezone } = open.board;
  const choice = choices.find((one) => one.car.id === wanted) ?? choices[0];
  if (!choice) return null;
  const { car, place } = choice;
  const stops = (open.stops.get(car.id) ?? []).filter((stop) => stop.id !== visit.id);
  const position = where === '' ? nearest(visit, stops) : Number(where);
  const submit = (event: Event) => {
    event.preventDefault();
    const there = time ? { time } : where === '' && place ? { position: place.position, time: place.start } : { position };
    void proposeChange([{ change: 'move', visit: visit.id, car: car.id, ...there }], time ? { visit: visit.id, start: instantOf(time, open.board) } : undefined);
  };
  return (
    <form class="decision" onSubmit={submit}>
      <label>{say('move.car')}
        <select data-first value={car.id} onChange={(event) => { setCar(event.currentTarget.value); setWhere(''); }}>
          {choices.map((one) => <option key={one.car.id} value={one.car.id}>{tellChoice(one, visit, timezone)}</option>)}
        </select>
      </label>
      <p class="hint" role="status">{say(isFound ? 'move.ranked' : 'move.looking')}</p>
      {choice.obstacle && <p class="outdated">{say(place ? 'move.set_aside' : 'move.no_time', { car: car.id, why: choice.obstacle, window: windowsOf(visit, timezone) })}</p>}
      <label>{say('move.where')}
        <select value={place ? where : position} disabled={time !== '' || !isFound} onChange={(event) => setWhere(event.currentTarget.value)}>
          {place && <option value="">{say('move.best', { time: clock(instant(place.start), timezone) })}</option>}
          {stops.map((stop, at) => <option key={stop.id} value={at + 1}>{say('move.before', { who: stop.who, time: clock(stop.stop.start, timezone) })}</option>)}
          <option value={stops.length + 1}>{say('move.last')}</option>
        </select>
      </label>
      <TimeField label={say('move.time')} value={time} onTime={setTime} night={nightAfter(time, open.board)} />
      <p class="hint">{say('move.hint')}</p>
      <p class="buttons"><button type="submit" class="main" aria-disabled={busy.value} disabled={!isFound && time === ''}>{say('move.try')}</button></p>
    </form>
  );
}

/** A car with what it would mean, as one line of a menu. */
function tellChoice({ car, place, obstacle }: Choice, visit: Visit, timezone: string): string {
  const what = car.id === visit.stop?.car ? say('move.now') : obstacle || (place && tellPlace(place, timezone));
  return [`${car.label} ${car.id}`, what, crewNames(car)].filter(Boolean).join(' · ');
}

function tellPlace(place: Place, timezone: string): string {
  const more = Math.round(place.drive_s / 60);
  const parts = [clock(instant(place.start), timezone), say('move.driving', { n: `${more > 0 ? '+' : more < 0 ? '−' : '±'}${Math.abs(more)}` }), place.late_s > 0 ? say('visit.miss', { minutes: minutes(place.late_s) }) : '', place.moved > 0 ? say('move.moved', { n: place.moved }) : ''];
  return parts.filter(Boolean).join(' · ');
}

/** Where else the visit could be; nowhere known where the plan does not let that be told. The service looks for one at a time: while it is at work for a panel just closed, it is asked again. */
async function findPlaces(plan: string, visit: string, again = 3): Promise<Found> {
  try {
    return await take(client.GET('/api/plans/{key}/visits/{visit}/places', { params: { path: { key: plan, visit }, query: asOf } }));
  } catch (error) {
    if (!(error instanceof Problem && error.status === 429 && again > 0)) return NOWHERE;
    await new Promise((done) => { setTimeout(done, 1000); });
    return findPlaces(plan, visit, again - 1);
  }
}
