// A season of days: what is plotted of it.

import type { Schemas } from '../client/client';

export type Season = Schemas['SeasonEntry'];
export type Figures = Schemas['FiguresEntry'];

export const MEASURES = ['care_share', 'drive', 'punctuality', 'staff_per_patient', 'unassigned', 'urgent'] as const;
export type Measure = (typeof MEASURES)[number];

/** A measure's value in a day's figures; null where nothing is known. */
export function measured(measure: Measure, figures: Figures): number | null {
  switch (measure) {
    case 'care_share':
      return figures.care_share;
    case 'drive':
      return figures.planned > 0 ? figures.drive_s / 60 / figures.planned : null;
    case 'punctuality':
      return punctuality(figures);
    case 'staff_per_patient':
      return figures.staff_per_patient;
    case 'unassigned':
      return figures.unassigned;
    case 'urgent':
      return figures.urgent.minutes_to_place;
  }
}

/** The share that started in its wished time: of what was told, and of the rest by the plan. */
function punctuality({ told, as_planned: planned }: Figures): number | null {
  const parts = [told, planned].filter((one) => one.in_wish !== null && one.visits > 0);
  const visits = parts.reduce((sum, one) => sum + one.visits, 0);
  return visits === 0 ? null : parts.reduce((sum, one) => sum + one.visits * (one.in_wish ?? 0), 0) / visits;
}
