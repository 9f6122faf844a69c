// Cars that a visit could be moved to: those that can make it by what that costs, the others after them.

import type { Schemas } from '../client/client';
import type { Car } from './board';

export type Place = Schemas['OtherPlaceEntry'];
export type Found = Pick<Schemas['OtherPlaces'], 'places' | 'obstacles'>;

export interface Choice {
  car: Car;
  /** Where the visit would best be in it; null where no place is known. */
  place: Place | null;
  /** Why it would be in no place of it, in a few words. */
  obstacle: string;
}

/** Rank cars by their places, which come the cheapest first. */
export function rankCars(cars: readonly Car[], { places, obstacles }: Found): Choice[] {
  const order = new Map(places.map((place, at) => [place.car, at]));
  const why = new Map(obstacles.map((one) => [one.car, one.text]));
  const all = cars.map((car) => ({ car, place: places[order.get(car.id) ?? -1] ?? null, obstacle: why.get(car.id) ?? '' }));
  const rank = ({ car }: Choice) => order.get(car.id) ?? places.length;
  return all.sort((one, other) => rank(one) - rank(other));
}
