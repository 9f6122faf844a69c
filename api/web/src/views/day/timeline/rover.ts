// The one place of the timeline that Tab leads to; arrows move it (a roving tabindex).

import { computed, signal } from '@preact/signals';
import { chosen, hidden, shown } from '../../../state/day';
import { spotName, type Spot } from './walking';

/** Cars that have a row, from above. */
export const rows = computed(() => shown.value?.board.cars.filter((car) => !hidden.value.has(car.id)) ?? []);

const left = signal<Spot | null>(null);

/** Where Tab leads: to what is chosen, to what was left, else to the first visit. */
export const rover = computed(() => {
  const found = [chosen.value, left.value].find((spot) => spot !== null && isThere(spot)) ?? first();
  return found ? spotName(found) : '';
});

export function leave(spot: Spot): void {
  left.value = spot;
}

function isThere(spot: Spot): boolean {
  const day = shown.value;
  if (!day) return false;
  if ('car' in spot) return rows.value.some((car) => car.id === spot.car);
  const visit = day.visits.get(spot.visit);
  return visit !== undefined && (visit.stop === null || !hidden.value.has(visit.stop.car));
}

function first(): Spot | null {
  const car = rows.value[0];
  if (!car) return null;
  const visit = shown.value?.stops.get(car.id)?.[0];
  return visit ? { visit: visit.id } : { car: car.id };
}
