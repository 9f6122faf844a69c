// Visits without a place, each as long as it may take from its earliest start to its latest end, in as few rows as they need.

import type { Visit } from '../../../model/board';
import type { Scale } from '../../../model/scale';

export interface Packed {
  visit: Visit;
  start: number;
  end: number;
  /** Which row, from 0. */
  row: number;
}

/** Give each visit the first row that is free for its whole stretch. */
export function pack(visits: readonly Visit[], scale: Scale): Packed[] {
  const free: number[] = [];
  const stretches = visits.map((visit) => ({ visit, ...stretchOf(visit, scale) }));
  stretches.sort((one, other) => one.start - other.start || one.end - other.end);
  return stretches.map((one) => {
    const found = free.findIndex((end) => end <= one.start);
    const row = found < 0 ? free.length : found;
    free[row] = one.end;
    return { ...one, row };
  });
}

/** A visit that has no window may be made all day. */
function stretchOf(visit: Visit, scale: Scale): { start: number; end: number } {
  if (visit.windows.length === 0) return scale;
  const first = Math.min(...visit.windows.map((one) => one.start));
  const last = Math.max(...visit.windows.map((one) => one.end)) + visit.duration_s;
  const start = Math.max(scale.start, Math.min(first, scale.end - visit.duration_s));
  return { start, end: Math.min(scale.end, Math.max(last, start + visit.duration_s)) };
}
