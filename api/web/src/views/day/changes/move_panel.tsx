// Moving a visit without dragging it: to which car, and when or where in its order.

import { useState } from 'preact/hooks';
import { client, take } from '../../../client/client';
import { Problem } from '../../../client/problem';
import { crewNames, placeBeside, type Visit } from '../../../model/board';
import { clock, minutes } from '../../../model/figures';
import { rankCars, type Choice, type Found, type Place } from '../../../model/moving';
import { nightAfter } from '../../../model/times';
import { instant } from '../../../model/told';
import { TimeField } from '../../../parts/time_field';
import { useAsked } from '../../../parts/use';
import { chosenVisit, day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { busy } from '../acting';
import { Panel } from '../panel';
import { task, type Task } from '../task';
import { proposeChange } from './proposing';
import '../proposals/proposals.css';

const NOWHERE: Found = { places: [], obstacles: [] };

/** Open what moves the chosen visit. */
export function openMove(): void {
  const visit = chosenVisit.value;
  if (!visit) return tell(say('move.choose_first'));
  task.value = { panel: 'move', visit: visit.id };
}

export function MovePanel({ task: { visit: key = '' } }: { task: Task }) {
  const open = day.value;
  const visit = open?.visits.get(key);
  const [car, setCar] = useState(visit?.stop?.car ?? open?.board.cars[0]?.id ?? '');
  const [where, setWhere] = useState('');
  const [time, setTime] = useState('');
  const { value: found } = useAsked(() => findPlaces(open?.board.plan ?? '', key), [open?.board.etag, open?.board.last_event, key]);
  if (!open || !visit) return null;
  const { timezone } = open.board;
  const choices = rankCars(open.board.cars, found ?? NOWHERE);
  const best = choices.find((one) => one.car.id === car)?.place ?? null;
  const stops = (open.stops.get(car) ?? []).filter((stop) => stop.id !== visit.id);
  const submit = (event: Event) => {
    event.preventDefault();
    const position = where === '' || where === 'last' ? null : Number(where);
    const there = time ? { time } : where === '' && best ? { position: best.position, time: best.start } : { position };
    void proposeChange([{ change: 'move', visit: visit.id, car, ...there }]);
  };
  return (
    <Panel title={say('move.title', { who: visit.who })} note={placeBeside(visit) ?? ''}>
      <form class="decision" onSubmit={submit}>
        <label>{say('move.car')}
          <select data-first value={car} onChange={(event) => { setCar(event.currentTarget.value); setWhere(''); }}>
            {choices.map((one) => <option key={one.car.id} value={one.car.id}>{tellChoice(one, visit, timezone)}</option>)}
          </select>
        </label>
        <p class="hint" role="status">{say(found === null ? 'move.looking' : 'move.ranked')}</p>
        <label>{say('move.where')}
          <select value={where} disabled={time !== ''} onChange={(event) => setWhere(event.currentTarget.value)}>
            {best && <option value="">{say('move.best', { time: clock(instant(best.start), timezone) })}</option>}
            {stops.map((stop, at) => <option key={stop.id} value={at + 1}>{say('move.before', { who: stop.who, time: clock(stop.stop.start, timezone) })}</option>)}
            <option value={best ? 'last' : ''}>{say('move.last')}</option>
          </select>
        </label>
        <TimeField label={say('move.time')} value={time} onTime={setTime} night={nightAfter(time, open.board)} />
        <p class="hint">{say('move.hint')}</p>
        <p class="buttons"><button type="submit" class="main" aria-disabled={busy.value}>{say('move.try')}</button></p>
      </form>
    </Panel>
  );
}

/** A car with what it would mean, as one line of a menu. */
function tellChoice({ car, place, obstacle }: Choice, visit: Visit, timezone: string): string {
  const what = car.id === visit.stop?.car ? say('move.now') : place ? tellPlace(place, timezone) : obstacle;
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
