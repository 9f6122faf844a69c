// What can be done with a visit from its panel.

import type { Visit } from '../../../model/board';
import { mayDispatch } from '../../../state/account';
import { day, preview } from '../../../state/day';
import { say } from '../../../texts';
import { whyKept } from '../changes/keeping';
import { toggleLock } from '../changes/locks';
import { openMove } from '../changes/move_panel';
import { PANELS } from '../panels';
import { task } from '../task';

export interface VisitAction {
  label: string;
  act: () => void;
  /** The key that does the same, where there is one. */
  key?: string;
  main?: boolean;
}

export function actionsOn(visit: Visit): VisitAction[] {
  const open = (panel: string) => () => { task.value = { panel, visit: visit.id }; };
  const why: VisitAction[] = PANELS['why'] ? [{ label: say(visit.stop ? 'visit.why_here' : 'lists.why'), act: open('why'), key: 'F' }] : [];
  if (!mayDispatch(day.value?.board.team_id) || preview.value || day.value?.board.state === 'closed') return why;
  const reporting: VisitAction[] = day.value?.board.state === 'proposed' ? [] : [{ label: say('visit.report'), act: open('visit_events'), key: 'E' }];
  const byHand: VisitAction[] = [
    { label: say('visit.move'), act: openMove, key: 'M', main: true },
    { label: say(visit.lock ? 'visit.unlock' : 'visit.do_lock'), act: toggleLock, key: 'L' },
  ];
  return [...(whyKept(visit) ? [] : byHand), ...reporting, ...why];
}
