// A place is asked for on the map: a click there gives it, or Enter gives the middle of the map.

import { signal } from '@preact/signals';

export interface Picked {
  lat: number;
  lon: number;
}

/** Who waits for a place; null while nobody does. */
export const picking = signal<((place: Picked | null) => void) | null>(null);

/** Ask for a place on the map; null where it is called off. Asking anew calls the question before off. */
export function pickPlace(): Promise<Picked | null> {
  picking.value?.(null);
  return new Promise((resolve) => {
    picking.value = (place) => {
      picking.value = null;
      resolve(place);
    };
  });
}
