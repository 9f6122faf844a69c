import type { Schemas } from '../../client/client';

/** Visits' share of the time that a car is out, as the plan's own figure counts it. */
export function careShare(sums: Schemas['BoardSums']): number {
  const working = sums.visit_s + sums.drive_s + sums.wait_s;
  return working > 0 ? sums.visit_s / working : 0;
}
