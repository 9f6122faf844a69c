import type { MarkName } from '../../parts/mark';
import { windowOf, type Visit } from '../../model/board';

/** The signs on a visit: how far it has come, how it is made, what binds it. */
export function marksOf(visit: Visit): readonly MarkName[] {
  const marks: MarkName[] = [];
  if (visit.status !== 'planned') marks.push(visit.status);
  if (visit.kind !== 'home') marks.push(visit.kind);
  if (visit.together.length > 0) marks.push('together');
  if (visit.lock) marks.push('lock');
  if (isLate(visit)) marks.push('late');
  return marks;
}

/** Whether a visit counts as begun, as the service takes it where nobody told anything else: its time has come. */
export function isAssumed(visit: Visit, now: number): boolean {
  return (visit.status === 'planned' || visit.status === 'en_route') && visit.stop !== null && visit.stop.start < now;
}

/** Whether a visit starts after it should; what starts before is early instead (the figure does not tell which). */
export function isLate(visit: Visit): boolean {
  const end = windowOf(visit)?.soft_end ?? null;
  return visit.stop !== null && visit.stop.late_s > 0 && (end === null || visit.stop.start > end);
}
