// Where instants lie along a timeline, and which of them its axis names.

import { clock, shortDate } from './figures';

export const HOUR = 3600;
/** Visits are dragged in steps of five minutes. */
export const STEP = 300;

export interface Scale {
  start: number;
  end: number;
}

export interface Tick {
  at: number;
  text: string;
  /** A day begins here. */
  midnight: boolean;
}

/** Show whole hours around what there is to show, with room after the last thing. */
export function scaleOf(extent: readonly number[]): Scale {
  const [first = 0, last = 0] = extent;
  const start = Math.floor(first / HOUR) * HOUR;
  return { start, end: Math.max(Math.ceil((last + 600) / HOUR) * HOUR, start + HOUR) };
}

/** How far along an instant lies: 0 at the start, 1 at the end, and never beyond. */
export function share(scale: Scale, at: number): number {
  return Math.min(1, Math.max(0, (at - scale.start) / (scale.end - scale.start)));
}

export function percentAt(scale: Scale, at: number): string {
  return `${(share(scale, at) * 100).toFixed(4)}%`;
}

export function percentOf(scale: Scale, from: number, to: number): string {
  return `${((share(scale, to) - share(scale, from)) * 100).toFixed(4)}%`;
}

/** The step nearest to an instant. */
export function snap(at: number): number {
  return Math.round(at / STEP) * STEP;
}

const STEPS: readonly { seconds: number; room: number }[] = [
  { seconds: 900, room: 200 },
  { seconds: 1800, room: 104 },
  { seconds: HOUR, room: 44 },
  { seconds: 2 * HOUR, room: 23 },
  { seconds: 4 * HOUR, room: 0 },
];

/** The instants that the axis names, as near as `hour`, the width of an hour in pixels, leaves room for. */
export function ticksOf(scale: Scale, hour: number, timezone: string): Tick[] {
  const step = STEPS.find((one) => hour >= one.room)?.seconds ?? HOUR;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(scale.start / step) * step; at < scale.end; at += step) {
    const text = clock(at, timezone);
    const midnight = text === '00:00';
    ticks.push({ at, text: midnight && at > scale.start ? shortDate(at, timezone) : text, midnight });
  }
  return ticks;
}
