// Where a car is at an instant if it keeps to its plan: nobody is followed by satellite.

import type { Car } from './board';
import { pointAt, unpack, type Point } from './line';

export interface Whereabouts {
  point: Point;
  driving: boolean;
}

/** Tell where a car should be; null before it leaves, after it is back, and where it has no route. */
export function whereIs(car: Car, at: number): Whereabouts | null {
  if (car.leaves === null || car.returns === null || at < car.leaves || at >= car.returns) return null;
  const leg = car.legs.findLast((one) => one.leaves <= at);
  if (!leg) return { point: [car.start.lon, car.start.lat], driving: false };
  const driving = at < leg.arrives;
  const share = driving ? (at - leg.leaves) / (leg.arrives - leg.leaves) : 1;
  const point = pointAt(unpack(leg.line), share);
  return point && { point, driving };
}
