// What to mind, each with where it is in the day and what can be done about it.

import { choose, day } from '../../../state/day';
import { mayDispatch } from '../../../state/account';
import { say } from '../../../texts';
import { Panel } from '../panel';
import { openReplan } from '../proposals/replan_panel';
import { alerts, describe, nameOf, type Alert } from './alerts';

export function AlertsPanel() {
  return (
    <Panel title={say('alerts.title')}>
      {alerts.value.length === 0 && <p class="muted">{say('alerts.none')}</p>}
      <ul class="entries">
        {alerts.value.map((alert) => <li key={nameOf(alert)}><button type="button" class="change" onClick={() => show(alert)}>{describe(alert)}</button></li>)}
      </ul>
      {alerts.value.length > 0 && mayDispatch(day.value?.board.team_id) && <p class="buttons"><button type="button" onClick={openReplan}>{say('replan.title')}</button></p>}
    </Panel>
  );
}

function show({ visit, car }: Alert): void {
  if (visit) choose({ visit });
  else if (car) choose({ car });
}
