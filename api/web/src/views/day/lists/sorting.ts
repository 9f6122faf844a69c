// The order of visits in the table, by any of its columns.

import { windowOf, type Day, type Visit } from '../../../model/board';
import { compareNames } from '../../../model/names';

export const COLUMNS = ['time', 'patient', 'car', 'window', 'status', 'late'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  by: Column;
  down: boolean;
}

const PROGRESS: readonly Visit['status'][] = ['failed', 'cancelled', 'planned', 'en_route', 'arrived', 'started', 'done'];

/** Sort visits; those without a value come last either way, equal ones by their time. */
export function sort(visits: readonly Visit[], { by, down }: Order, day: Day): Visit[] {
  const rank = new Map(day.board.cars.map((car, at) => [car.id, at]));
  const keyed = visits.map((visit) => ({ visit, key: keyOf(visit, by, rank), start: visit.stop?.start ?? Infinity }));
  keyed.sort((one, other) => {
    if (one.key === null || other.key === null) return Number(one.key === null) - Number(other.key === null) || one.start - other.start;
    return compare(one.key, other.key) * (down ? -1 : 1) || one.start - other.start;
  });
  return keyed.map((one) => one.visit);
}

function keyOf(visit: Visit, by: Column, rank: ReadonlyMap<string, number>): number | string | null {
  switch (by) {
    case 'time':
      return visit.stop?.start ?? null;
    case 'patient':
      return visit.who;
    case 'car':
      return visit.stop ? (rank.get(visit.stop.car) ?? null) : null;
    case 'window':
      return windowOf(visit)?.start ?? null;
    case 'status':
      return PROGRESS.indexOf(visit.status);
    case 'late':
      return visit.stop?.late_s ?? null;
  }
}

function compare(one: number | string, other: number | string): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return compareNames(String(one), String(other));
}
