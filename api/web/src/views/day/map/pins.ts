// Places that are not visits of the plan (yet): calls that wait, and the place that is being picked.

import { signal } from '@preact/signals';

export interface Pin {
  /** The visit it would be, so that the pin goes when the plan has it. */
  id: string;
  lat: number;
  lon: number;
  /** At most two letters. */
  text: string;
  tone: 'plain' | 'bad';
  /** What pressing it does. */
  act?: () => void;
}

/** What is pinned on the map, by who pins it. */
const pinned = signal<ReadonlyMap<string, readonly Pin[]>>(new Map());

/** Pin places, in place of those pinned under the same name; none take them away. */
export function pin(name: string, pins: readonly Pin[]): void {
  pinned.value = new Map(pinned.peek()).set(name, pins);
}

export function allPins(): Pin[] {
  return [...pinned.value.values()].flat();
}
