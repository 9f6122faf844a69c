// What another plan would change in the day as it stands.

import type { Day, PlannedVisit } from './board';

export interface Changes {
  /** Cars that drive otherwise: other visits, another order, or other times. */
  cars: ReadonlySet<string>;
  /** Visits that another car makes, or that come into the plan or leave it. */
  moved: ReadonlySet<string>;
}

export const UNCHANGED: Changes = { cars: new Set(), moved: new Set() };

/** Starts that differ by less are told as the same. */
const SAME_S = 60;

/** Compare the day as it stands with what would come of it. */
export function compare(before: Day, after: Day): Changes {
  const names = new Set([...before.cars.keys(), ...after.cars.keys()]);
  const cars = [...names].filter((car) => !isSame(before.stops.get(car) ?? [], after.stops.get(car) ?? []));
  const visits = new Set([...before.visits.keys(), ...after.visits.keys()]);
  const moved = [...visits].filter((id) => carOf(before, id) !== carOf(after, id));
  return { cars: new Set(cars), moved: new Set(moved) };
}

function isSame(one: readonly PlannedVisit[], other: readonly PlannedVisit[]): boolean {
  return one.length === other.length && one.every((visit, at) => {
    const there = other[at];
    return there?.id === visit.id && Math.abs(there.stop.start - visit.stop.start) < SAME_S;
  });
}

function carOf(day: Day, visit: string): string | null {
  return day.visits.get(visit)?.stop?.car ?? null;
}
