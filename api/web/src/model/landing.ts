// Where a visit lands that somebody put at a time: the service starts it as soon as it can from then on.

import type { Day } from './board';

export interface Landing {
  start: number;
  /** What keeps it from starting when it was asked for; null where nothing single does. */
  why: 'break' | 'window' | 'drive' | null;
}

/** Starts that differ by less are told as the same. */
const SAME_S = 60;

/** Tell where a visit starts instead of when it was asked for; null where it starts then, or is nowhere. */
export function landingOf(day: Day, { visit, start }: { visit: string; start: number }): Landing | null {
  const found = day.visits.get(visit);
  const stop = found?.stop;
  if (!found || !stop || Math.abs(stop.start - start) < SAME_S) return null;
  const spans = day.cars.get(stop.car)?.spans ?? [];
  if (spans.some((span) => span.kind === 'break' && span.start < stop.start && span.end > start && span.end >= stop.start - SAME_S)) return { start: stop.start, why: 'break' };
  if (found.windows.some((window) => window.start === stop.start)) return { start: stop.start, why: 'window' };
  return { start: stop.start, why: stop.start > start && stop.arrive === stop.start ? 'drive' : null };
}
