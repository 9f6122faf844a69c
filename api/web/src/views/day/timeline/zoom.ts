// How much of the day the timeline shows at once; the instant that is zoomed on stays where it is.

import { computed, signal } from '@preact/signals';
import { HOUR, scaleOf } from '../../../model/scale';
import { shown } from '../../../state/day';

export interface Anchor {
  /** How far along the scale. */
  share: number;
  /** How far from the left edge of the lanes, in pixels. */
  x: number;
}

const STEP = 1.5;
const NARROWEST_HOUR = 44;
const WIDEST_HOUR = 720;

/** The width that lanes have on the page, in pixels. */
export const room = signal(0);
/** How many times larger than at a desk times are written: a wall's are read from across the room. */
export const size = signal(1);
const wanted = signal(1);
/** What stays in place while zooming. */
export const anchor = signal<Anchor | null>(null);

export const scale = computed(() => scaleOf(shown.value?.board.extent ?? []));

const hours = computed(() => (scale.value.end - scale.value.start) / HOUR);

/** How many times wider than their room lanes are. An hour never gets too narrow to read. */
export const zoom = computed(() => {
  const hour = room.value / hours.value || 1;
  return Math.max(1, Math.min(WIDEST_HOUR / hour, Math.max(NARROWEST_HOUR / hour, wanted.value)));
});

/** The width of an hour, in pixels. */
export const hour = computed(() => (room.value * zoom.value) / hours.value);

/** Zoom in or out by steps around an anchor. */
export function zoomBy(steps: number, around: Anchor | null = null): void {
  anchor.value = around;
  wanted.value = Math.max(1, zoom.value * STEP ** steps);
}

/** Show the whole day. */
export function fit(): void {
  anchor.value = null;
  wanted.value = 1;
}
