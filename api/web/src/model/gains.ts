// What a plan made anew gains and loses, in all and by the cars that exchange visits: which changes do it.

import type { Board, Day, PlannedVisit, Visit } from './board';

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

/** What changes in all, against the day as it goes on if nothing is done. */
export function gainOf(before: Day, after: Day): Gain {
  const change = (name: keyof Gain & keyof Board['kpis']) => after.board.kpis[name] - before.board.kpis[name];
  return { drive_s: change('drive_s'), late_s: change('late_s'), overtime_s: change('overtime_s'), ...countPlaces(movedBetween(before, after), before) };
}

/** What changes by cars, those that gain most first: cars stand together that a visit goes between. */
export function exchangesOf(before: Day, after: Day): Exchange[] {
  const changed = movedBetween(before, after);
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

function movedBetween(before: Day, after: Day): Visit[] {
  return after.board.visits.filter((visit) => { const old = before.visits.get(visit.id); return old !== undefined && isMoved(old, visit); });
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
    ...countPlaces(visits, before),
  };
}

function countPlaces(moved: readonly Visit[], before: Day): Pick<Gain, 'placed' | 'lost'> {
  return {
    placed: moved.filter((visit) => visit.stop && !before.visits.get(visit.id)?.stop).length,
    lost: moved.filter((visit) => !visit.stop).length,
  };
}

function lateness(stops: readonly PlannedVisit[]): number {
  return stops.reduce((total, { stop }) => total + stop.late_s, 0);
}

const A_PLACE_S = 36_000;

function weigh({ drive_s, late_s, overtime_s, placed, lost }: Gain): number {
  return drive_s + late_s + overtime_s + (lost - placed) * A_PLACE_S;
}
