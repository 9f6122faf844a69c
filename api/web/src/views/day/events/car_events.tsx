// What can be told of a car: it is late, it is gone, somebody of its crew is ill. Two cars may change places here too.

import { useState } from 'preact/hooks';
import { crewNames } from '../../../model/board';
import { Chip } from '../../../parts/chip';
import { Sure } from '../../../parts/sure';
import { chosenCar, day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { say } from '../../../texts';
import { busy } from '../acting';
import { proposeChange } from '../changes/proposing';
import { Panel } from '../panel';
import { openReplan } from '../proposals/replan_panel';
import { task, type Task } from '../task';
import { Fell } from './fell';
import { report, type Happened } from './reporting';
import '../proposals/proposals.css';
import './events.css';

/** Open what is told of the chosen car. */
export function openCar(): void {
  const car = chosenCar.value;
  if (!car) return tell(say('move.choose_car'));
  task.value = { panel: 'car', car };
}

export function CarPanel({ task: { car: key = '' } }: { task: Task }) {
  const open = day.value;
  const car = open?.cars.get(key);
  const [late, setLate] = useState(15);
  const [other, setOther] = useState('');
  const [asked, ask] = useState<Asked | null>(null);
  if (!open) return null;
  if (!car) return <Fell title={say('events.car')} what="events.car_fell" />;
  const isDraft = open.board.state === 'proposed';
  const beLate = (event: Event) => { event.preventDefault(); void report({ event: 'car_late', car: key, minutes: late }, `${key}: ${say('event.car_late')} ${late}`, openReplan); };
  const swap = (event: Event) => { event.preventDefault(); void proposeChange([{ change: 'swap', cars: [key, other] }]); };
  return (
    <Panel title={say('events.of', { who: key })}>
      <p><Chip car={car} /> <bdi>{crewNames(car)}</bdi></p>
      {isDraft && <p>{say('life.draft')}</p>}
      {!isDraft && <form class="line" onSubmit={beLate}><label>{say('event.car_late')}<input type="number" data-first min={1} max={600} required value={late} onInput={(event) => setLate(Number(event.currentTarget.value))} /></label><button type="submit" aria-disabled={busy.value}>{say('events.tell')}</button></form>}
      <div class="tells" role="group" aria-label={say('events.car')}>
        {!isDraft && <button type="button" class="danger" onClick={() => ask({ event: { event: 'car_gone', car: key }, what: say('event.car_gone') })}>{say('event.car_gone')}</button>}
        {!isDraft && car.crew.map((person) => <button key={person.id} type="button" onClick={() => ask({ event: { event: 'staff_ill', staff: person.id }, what: say('event.staff_ill', { who: person.name }) })}>{say('event.staff_ill', { who: person.name })}</button>)}
        <button type="button" aria-disabled={busy.value} onClick={() => void proposeChange([{ change: 'lock_car', car: key }])}>{say('move.lock_car')}</button>
      </div>
      <form class="line" onSubmit={swap}>
        <label>{say('move.swap')}
          <select required value={other} onChange={(event) => setOther(event.currentTarget.value)}>
            <option value="" />
            {open.board.cars.filter((one) => one.id !== key).map((one) => <option key={one.id} value={one.id}>{one.label} {one.id}</option>)}
          </select>
        </label>
        <button type="submit" aria-disabled={busy.value}>{say('move.try')}</button>
      </form>
      {asked && <Sure title={asked.what} label={say('events.tell')} act={() => void report(asked.event, `${key}: ${asked.what}`, openReplan)} onClose={() => ask(null)}>{say('events.for_good')}</Sure>}
    </Panel>
  );
}

/** What holds for the rest of the day and is asked about before it is told. */
interface Asked {
  event: Happened;
  what: string;
}
