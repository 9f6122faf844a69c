import type { Chosen } from '../../../state/day';

const MARGIN = 24;

/** The element of a visit's block, or of a car's name. */
export function find(box: HTMLElement, spot: Chosen): HTMLElement | null {
  if (!spot) return null;
  return box.querySelector('car' in spot ? `[data-head="${CSS.escape(spot.car)}"]` : `[data-visit="${CSS.escape(spot.visit)}"]`);
}

/** Scroll the timeline, and nothing around it, so far that a place can be seen. */
export function bring(box: HTMLElement, spot: Chosen): void {
  const found = find(box, spot)?.getBoundingClientRect();
  const axis = box.querySelector('.axis')?.getBoundingClientRect();
  const head = box.querySelector('.axis .head')?.getBoundingClientRect();
  if (!found || !axis || !head) return;
  const frame = box.getBoundingClientRect();
  box.scrollTop += beyond(found.top, found.bottom, axis.bottom + 4, frame.bottom - MARGIN);
  if (spot && 'visit' in spot) box.scrollLeft += beyond(found.left, found.right, head.right + MARGIN, frame.right - MARGIN);
}

/** How far a stretch lies outside another. */
function beyond(low: number, high: number, from: number, to: number): number {
  if (low < from) return low - from;
  return high > to ? Math.min(high - to, low - from) : 0;
}
