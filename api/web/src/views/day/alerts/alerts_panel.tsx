// What to mind, each with where it is in the day and what can be done about it.

import { choose, day } from '../../../state/day';
import { mayDispatch } from '../../../state/account';
import { say } from '../../../texts';
import { Panel } from '../panel';
import { openReplan } from '../proposals/replan_panel';
import { concerns } from './alerts';
import { ConcernText, type Concern } from './concerns';

export function AlertsPanel() {
  const all = concerns.value;
  return (
    <Panel title={say('alerts.title')}>
      {all.length === 0 && <p class="muted">{say('alerts.none')}</p>}
      <ul class="entries">
        {all.map((one) => <li key={one.key}>{one.parts ? <Several of={one} parts={one.parts} /> : <Row of={one} />}</li>)}
      </ul>
      {all.length > 0 && mayDispatch(day.value?.board.team_id) && <p class="buttons"><button type="button" onClick={openReplan}>{say('replan.title')}</button></p>}
    </Panel>
  );
}

function Row({ of: one }: { of: Concern }) {
  return <button type="button" class="change" onClick={() => show(one)}><span><ConcernText of={one} /></span></button>;
}

function Several({ of: one, parts }: { of: Concern; parts: readonly Concern[] }) {
  return (
    <details>
      <summary><ConcernText of={one} /></summary>
      <ul>{parts.map((part) => <li key={part.key}><Row of={part} /></li>)}</ul>
    </details>
  );
}

function show({ visit, car }: Concern): void {
  if (visit) choose({ visit });
  else if (car) choose({ car: car.id });
}
