// Moving a visit without dragging it: to which car, and when or where in its order.

import { useState } from 'preact/hooks';
import { clock } from '../../../model/figures';
import { TimeField } from '../../../parts/time_field';
import { chosenVisit, day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { say } from '../../../texts';
import { Panel } from '../panel';
import { task, type Task } from '../task';
import { proposeChange } from './proposing';
import '../proposals/proposals.css';

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
  if (!open || !visit) return null;
  const stops = (open.stops.get(car) ?? []).filter((stop) => stop.id !== visit.id);
  const submit = (event: Event) => {
    event.preventDefault();
    const position = where === '' ? {} : { position: Number(where) };
    void proposeChange([{ change: 'move', visit: visit.id, car, ...(time ? { time } : position) }]);
  };
  return (
    <Panel title={say('move.title', { who: visit.patient })} note={visit.place?.name ?? ''}>
      <form class="decision" onSubmit={submit}>
        <label>{say('move.car')}
          <select data-first value={car} onChange={(event) => { setCar(event.currentTarget.value); setWhere(''); }}>
            {open.board.cars.map((one) => <option key={one.id} value={one.id}>{one.label} {one.id}{one.id === visit.stop?.car ? ` (${say('move.now')})` : ''}{visit.skills.every((skill) => one.crew.some((person) => person.skills.includes(skill))) ? '' : ` – ${say('move.lacks_skill')}`}</option>)}
          </select>
        </label>
        <label>{say('move.where')}
          <select value={where} disabled={time !== ''} onChange={(event) => setWhere(event.currentTarget.value)}>
            <option value="">{say('move.last')}</option>
            {stops.map((stop, at) => <option key={stop.id} value={at + 1}>{say('move.before', { who: stop.patient, time: clock(stop.stop.start, open.board.timezone) })}</option>)}
          </select>
        </label>
        <TimeField label={say('move.time')} value={time} onTime={setTime} />
        <p class="hint">{say('move.hint')}</p>
        <p class="buttons"><button type="submit" class="main">{say('move.try')}</button></p>
      </form>
    </Panel>
  );
}
