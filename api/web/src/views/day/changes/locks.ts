// Locks: a visit keeps its car, or its time too; a car keeps all its visits.

import { chosenCar, chosenVisit } from '../../../state/day';
import { tell } from '../../../state/notices';
import { say } from '../../../texts';
import { whyAside } from './keeping';
import { proposeChange, type ChangeItem } from './proposing';

/** Lock the chosen visit to its car, or let it go where it is locked. */
export function toggleLock(): void {
  const visit = chosenVisit.value;
  if (!visit) return tell(say('move.choose_first'));
  ask(visit.lock ? { change: 'unlock', visit: visit.id } : { change: 'lock', visit: visit.id, start: false });
}

/** Lock the chosen visit to its car and its time. */
export function lockTime(): void {
  const visit = chosenVisit.value;
  if (!visit) return tell(say('move.choose_first'));
  ask({ change: 'lock', visit: visit.id, start: true });
}

/** Have the chosen car keep its visits. */
export function lockCar(): void {
  const car = chosenCar.value;
  if (!car) return tell(say('move.choose_car'));
  ask({ change: 'lock_car', car });
}

function ask(change: ChangeItem): void {
  const aside = whyAside();
  if (aside) tell(aside);
  else void proposeChange([change]);
}
