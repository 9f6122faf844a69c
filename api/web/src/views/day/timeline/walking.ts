// Where the arrow keys lead: along a car from its name through its visits, and to the neighbour nearest in time.

import type { Car, Day } from '../../../model/board';

/** A place in the timeline: a car's name, or a visit. */
export type Spot = { car: string } | { visit: string };
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

export function spotName(spot: Spot): string {
  return 'car' in spot ? `car ${spot.car}` : `visit ${spot.visit}`;
}

/** Find the next place from one; null: there is none. */
export function walk(day: Day, cars: readonly Car[], from: Spot, direction: Direction): Spot | null {
  const row = cars.findIndex((car) => car.id === carOf(day, from));
  if (row < 0) return null;
  const spots = spotsOf(day, cars[row]);
  const at = spots.findIndex((one) => spotName(one) === spotName(from));
  switch (direction) {
    case 'left':
      return spots[at - 1] ?? null;
    case 'right':
      return spots[at + 1] ?? null;
    case 'first':
      return spots[0] ?? null;
    case 'last':
      return spots.at(-1) ?? null;
    default:
      return nearest(day, cars[row + (direction === 'up' ? -1 : 1)], from);
  }
}

function spotsOf(day: Day, car: Car | undefined): Spot[] {
  if (!car) return [];
  return [{ car: car.id }, ...(day.stops.get(car.id) ?? []).map((visit) => ({ visit: visit.id }))];
}

function nearest(day: Day, car: Car | undefined, from: Spot): Spot | null {
  if (!car) return null;
  const visits = day.stops.get(car.id) ?? [];
  const at = 'visit' in from ? day.visits.get(from.visit)?.stop?.start : undefined;
  if (at === undefined || visits.length === 0) return { car: car.id };
  const found = visits.reduce((best, one) => (Math.abs(one.stop.start - at) < Math.abs(best.stop.start - at) ? one : best));
  return { visit: found.id };
}

function carOf(day: Day, spot: Spot): string | undefined {
  return 'car' in spot ? spot.car : day.visits.get(spot.visit)?.stop?.car;
}
