// The dispatcher's commands of a day, each for whom it is for and when it can be.

import { account, mayDispatch } from '../../state/account';
import { chosenVisit, day } from '../../state/day';
import { say } from '../../texts';
import { undo } from './acting';
import type { Command } from './actions';
import { concerns } from './alerts/alerts';
import { lockCar, lockTime, toggleLock } from './changes/locks';
import { openMove } from './changes/move_panel';
import { openCar } from './events/car_events';
import { openReplan } from './proposals/replan_panel';
import { task } from './task';
import { closing, live, publish } from './versions/life';
import { calls } from './waiting/waiting';

function open(panel: string): () => void {
  return () => { task.value = { panel }; };
}

function tellOfVisit(): void {
  const visit = chosenVisit.value;
  if (visit) task.value = { panel: 'visit_events', visit: visit.id };
}

/** What the signed-in dispatcher can do with the plan as it stands. */
export function dispatching(): readonly Command[] {
  const board = day.value?.board;
  if (!board) return [];
  const reading: Command[] = [
    { key: 'w', label: say('waiting.command', { n: calls.value.length }), act: open('waiting'), button: calls.value.length > 0 ? 'plain' : 'more' },
    { key: 'a', label: say('alerts.command', { n: concerns.value.length }), act: open('alerts'), button: concerns.value.length > 0 ? 'plain' : 'more' },
    { key: 'h', label: say('told.title'), act: open('told'), button: 'more' },
    { key: 'p', label: say('proposals.title'), act: open('proposals'), button: 'more' },
    { key: 'v', label: say('versions.title'), act: open('versions'), button: 'more' },
  ];
  if (!account.value || !mayDispatch(board.team_id) || board.state === 'closed') return reading;
  return [
    ...(board.state === 'proposed' && live.value?.gives_way !== false ? [{ key: '', label: say(live.value ? 'morning.publish_instead' : 'life.publish'), act: publish, button: 'main' } as const] : []),
    { key: 'n', label: say('call.title'), act: open('call'), button: board.state === 'proposed' ? 'plain' : 'main' },
    { key: 'o', label: say('replan.title'), act: openReplan, button: 'plain' },
    { key: 'Ctrl+Z', label: say('shell.undo'), act: () => void undo(), button: board.version > 1 ? 'plain' : 'more' },
    ...reading,
    ...byHand(),
    { key: '', label: say('life.close'), act: () => { closing.value = true; }, button: 'more' },
  ];
}

function byHand(): Command[] {
  return [
    { key: 'm', label: say('move.command'), act: openMove, button: 'more' },
    { key: 'l', label: say('move.lock'), act: toggleLock, button: 'more' },
    { key: 't', label: say('move.lock_time'), act: lockTime, button: 'more' },
    { key: '', label: say('move.lock_car'), act: lockCar, button: 'more' },
    { key: 'e', label: say('events.command'), act: tellOfVisit, button: 'more' },
    { key: 'b', label: say('events.car'), act: openCar, button: 'more' },
  ];
}
