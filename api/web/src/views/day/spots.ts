// What the pointer and the focus are on, in any list or lane: things carry data-visit or data-head (a car), and one listener serves all.

import { choose, pointed, type Chosen } from '../../state/day';
import { task } from './task';

export type Spot = Exclude<Chosen, null>;

/** The visit or car that an element belongs to. */
export function spotOf(target: EventTarget | null): Spot | null {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-visit], [data-head]') : null;
  const { visit, head } = found?.dataset ?? {};
  if (visit !== undefined) return { visit };
  return head === undefined ? null : { car: head };
}

/** Open what is known of a visit beside the map. */
export function showDetails(spot: Chosen): void {
  if (spot && 'visit' in spot) task.value = { panel: 'visit', visit: spot.visit };
}

/** Choose and point at what a box has, for as long as the signal lets. */
export function listenToSpots(box: HTMLElement, signal: AbortSignal): void {
  box.addEventListener('click', (event) => { const spot = spotOf(event.target); if (spot) choose(spot); }, { signal });
  box.addEventListener('dblclick', (event) => showDetails(spotOf(event.target)), { signal });
  box.addEventListener('pointerover', (event) => point(spotOf(event.target)), { signal });
  box.addEventListener('pointerleave', () => point(null), { signal });
}

function point(spot: Chosen): void {
  if (JSON.stringify(spot) !== JSON.stringify(pointed.value)) pointed.value = spot;
}
