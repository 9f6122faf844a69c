// A place is asked for on the map: a click there gives it, or Enter gives the middle of the map.

import { signal } from '@preact/signals';
import type { Chosen } from '../../../state/day';

export interface Picked {
  lat: number;
  lon: number;
}

/** Who waits for a place; null while nobody does. */
export const picking = signal<((place: Picked | null) => void) | null>(null);

type Listener = (hit: Chosen, place: Picked) => void;

/** Who takes what is pressed on the map as a place while nobody asks for one; null: pressing chooses, as ever. */
export const offered = signal<Listener | null>(null);

/** Have what is pressed on the map told as a place; gives what ends that. */
export function offerPlaces(listener: Listener): () => void {
  offered.value = listener;
  return () => { if (offered.value === listener) offered.value = null; };
}

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
