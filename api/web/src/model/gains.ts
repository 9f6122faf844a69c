// What a plan made anew gains and loses, in all and by the cars that exchange visits: which changes do it.

import type { Day, PlannedVisit, Visit } from './board';
import type { Difference } from './told';

/** Less is better, but of `placed`; seconds, and visits that get or lose their place. */
export interface Gain {
  drive_s: number;
  late_s: number;
  overtime_s: number;
  placed: number;
  lost: number;
}

/** Cars that change visits with each other, what that changes of theirs, and which visits it is. */
export interface Exchange extends Gain {
  cars: readonly string[];
  visits: readonly Visit[];
}

/** A visit that starts otherwise by no more has not been moved. */
const MOVED_S = 300;

/** What changes in all. */
export function gainOf(difference: Difference): Gain {
  const { before, after } = difference;
  const change = (name: string) => (after.kpis[name] ?? 0) - (before.kpis[name] ?? 0);
  return { drive_s: change('drive_s'), late_s: change('late_s'), overtime_s: change('overtime_s'), placed: difference.planned.length, lost: difference.unassigned.length };
}

/** What changes by cars, those that gain most first: cars stand together that a visit goes between. */
export function exchangesOf(before: Day, after: Day): Exchange[] {
  const changed = after.board.visits.filter((visit) => { const old = before.visits.get(visit.id); return old !== undefined && isMoved(old, visit); });
  const groups: string[][] = [];
  for (const visit of changed) {
    const cars = carsOf(visit, before);
    const met = groups.filter((group) => group.some((car) => cars.includes(car)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push([...new Set([...met.flat(), ...cars])]);
  }
  const exchanges = groups.map((cars) => exchange(cars, changed.filter((visit) => carsOf(visit, before).some((car) => cars.includes(car))), before, after));
  return exchanges.sort((one, other) => weigh(one) - weigh(other));
}

function isMoved(old: Visit, visit: Visit): boolean {
  if (!old.stop || !visit.stop) return old.stop !== visit.stop;
  return old.stop.car !== visit.stop.car || Math.abs(old.stop.start - visit.stop.start) >= MOVED_S;
}

function carsOf(visit: Visit, before: Day): string[] {
  return [before.visits.get(visit.id)?.stop?.car, visit.stop?.car].filter((car) => car !== undefined);
}

function exchange(cars: readonly string[], visits: readonly Visit[], before: Day, after: Day): Exchange {
  const sum = (day: Day, of: (car: string) => number) => cars.reduce((total, car) => total + of(car), 0) * (day === after ? 1 : -1);
  const change = (name: 'drive_s' | 'overtime_s') => [before, after].reduce((total, day) => total + sum(day, (car) => day.cars.get(car)?.sums?.[name] ?? 0), 0);
  const late = [before, after].reduce((total, day) => total + sum(day, (car) => lateness(day.stops.get(car) ?? [])), 0);
  return {
    cars: before.board.cars.map((car) => car.id).filter((car) => cars.includes(car)),
    visits,
    drive_s: change('drive_s'),
    late_s: late,
    overtime_s: change('overtime_s'),
    placed: visits.filter((visit) => visit.stop && !before.visits.get(visit.id)?.stop).length,
    lost: visits.filter((visit) => !visit.stop).length,
  };
}

function lateness(stops: readonly PlannedVisit[]): number {
  return stops.reduce((total, { stop }) => total + stop.late_s, 0);
}

const A_PLACE_S = 36_000;

function weigh({ drive_s, late_s, overtime_s, placed, lost }: Gain): number {
  return drive_s + late_s + overtime_s + (lost - placed) * A_PLACE_S;
}
