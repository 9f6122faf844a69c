// Cars that a visit could be moved to: those that can make it by what that costs, the others after them.

import type { Schemas } from '../client/client';
import type { Car, PlannedVisit, Visit } from './board';

export type Place = Schemas['OtherPlaceEntry'];
export type Found = Pick<Schemas['OtherPlaces'], 'places' | 'obstacles'>;

export interface Choice {
  car: Car;
  /** Where the visit would best be in it; null where no place keeps the times, or none is known. */
  place: Place | null;
  /** Why the car cannot have it there unless somebody answers for that, or at all, in a few words. */
  obstacle: string;
}

/** Rank cars by their places, which come the cheapest first. */
export function rankCars(cars: readonly Car[], { places, obstacles }: Found): Choice[] {
  const order = new Map(places.map((place, at) => [place.car, at]));
  const why = new Map(obstacles.map((one) => [one.car, one]));
  const all = cars.map((car) => {
    const obstacle = why.get(car.id);
    return { car, place: places[order.get(car.id) ?? -1] ?? obstacle?.place ?? null, obstacle: obstacle?.text ?? '' };
  });
  const rank = ({ car }: Choice) => order.get(car.id) ?? places.length;
  return all.sort((one, other) => rank(one) - rank(other));
}

/** Where a visit comes nearest to its windows among a car's stops, as number from 1: before the first that starts after them. */
export function nearest({ windows }: Pick<Visit, 'windows'>, stops: readonly PlannedVisit[]): number {
  const latest = Math.max(...windows.map((one) => one.end));
  const at = stops.findIndex(({ stop }) => stop.start > latest);
  return (at === -1 ? stops.length : at) + 1;
}
