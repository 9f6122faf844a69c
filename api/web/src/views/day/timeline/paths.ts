// A lane's drives, waits, windows and lateness as a few lines, however many visits: what is only looked at is not worth an element each.

import type { Car, PlannedVisit, Span } from '../../../model/board';
import type { Scale } from '../../../model/scale';

/** Windows lie beneath the visits, each a line, at so many heights so that those of neighbours do not cover each other. */
export const LEVELS = 3;
export const MIDDLE = 18;
export const UNDER = 32;
const LEVEL_STEP = 4;
const FIRST_LEVEL = 36;

export interface Lines {
  drives: string;
  waits: string;
  late: string;
  overtime: string;
  windows: string;
  wishes: string;
}

/** Lay out a lane; x is in seconds from the start of the scale, y in pixels. */
export function linesOf(car: Car, stops: readonly PlannedVisit[], scale: Scale): Lines {
  const along = (at: number): number => Math.min(Math.max(at, scale.start), scale.end) - scale.start;
  const line = (from: number, to: number, y: number): string => `M${along(from)} ${y}H${along(to)}`;
  const spans = (kind: Span['kind'], y: number): string => car.spans.filter((one) => one.kind === kind).map((one) => line(one.start, one.end, y)).join('');
  return {
    drives: spans('drive', MIDDLE),
    waits: spans('wait', MIDDLE),
    late: spans('late', UNDER),
    overtime: spans('overtime', UNDER),
    windows: stops.flatMap((visit) => visit.windows.map((one) => line(one.start, one.end, levelOf(visit)))).join(''),
    wishes: stops.flatMap((visit) => visit.windows.filter(hasWish).map((one) => line(one.soft_start ?? one.start, one.soft_end ?? one.end, levelOf(visit)))).join(''),
  };
}

function hasWish(window: { soft_start: number | null; soft_end: number | null }): boolean {
  return window.soft_start !== null || window.soft_end !== null;
}

function levelOf(visit: PlannedVisit): number {
  return FIRST_LEVEL + ((visit.stop.number - 1) % LEVELS) * LEVEL_STEP;
}
