// Why a visit stays where it is: in the same words by menu, by key, and while somebody drags it.

import type { Visit } from '../../../model/board';
import { day, now, preview } from '../../../state/day';
import { say } from '../../../texts';
import { isAssumed } from '../marks';

/** Say why nothing is moved or locked by hand now, whatever it is: what is shown is not the plan; null: it is. */
export function whyAside(): string | null {
  return preview.value && say('move.previewed');
}

/** Say why a visit cannot be moved any more; null where it can. */
export function whyKept(visit: Visit): string | null {
  if (day.value?.board.state === 'closed') return say('life.closed');
  if (isAssumed(visit, now.value)) return say('visit.assumed');
  if (visit.status === 'planned' || visit.status === 'en_route') return null;
  return say('visit.kept', { status: say(`status.${visit.status}`) });
}
