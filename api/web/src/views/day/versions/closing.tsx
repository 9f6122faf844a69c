// What is asked before a day ends, which nobody can take back.

import { hasEnded } from '../../../model/sheet';
import { Sure } from '../../../parts/sure';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { closeDay, closing } from './life';

export function Closing() {
  const board = day.value?.board;
  if (!board || !closing.value) return null;
  const open = board.visits.filter((visit) => !hasEnded(visit)).length;
  return (
    <Sure title={say('life.close')} label={say('life.close')} act={() => void closeDay()} onClose={() => { closing.value = false; }}>
      {say('life.closes')} {open > 0 && <strong>{say('life.closes.open', { n: open })}</strong>}
    </Sure>
  );
}
