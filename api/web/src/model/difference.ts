// How two plans for the same visits differ, put in figures and in the visits that changed.

import type { Board, Day } from './board';

export interface Difference {
  figures: readonly { name: keyof Board['kpis']; before: number; after: number; better: boolean | null }[];
  /** Visits in both that another car makes. */
  moved: readonly string[];
  /** Visits in both that start otherwise by more than a quarter of an hour. */
  shifted: readonly string[];
  placed: readonly string[];
  left: readonly string[];
  /** How many visits both are about; nought: two plans that cannot be compared. */
  both: number;
  /** Visits that only the second is about, and only the first. */
  added: number;
  gone: number;
}

const SHIFT_S = 900;
const NAMES = ['visits_planned', 'visits_unassigned', 'drive_s', 'late_s', 'overtime_s', 'care_share'] as const;
/** What figures are told in: those that read the same are neither better nor worse. */
const TOLD_IN: Partial<Record<(typeof NAMES)[number], number>> = { drive_s: 60, late_s: 60, overtime_s: 60, care_share: 0.01 };
const MORE_IS_BETTER = new Set<string>(['visits_planned', 'care_share']);

/** Tell how the second of two plans differs from the first. Nothing is better or worse between plans of other visits. */
export function differ(before: Day, after: Day): Difference {
  const both = after.board.visits.filter((visit) => before.visits.has(visit.id)).length;
  const [gone, added] = [before.board.visits.length - both, after.board.visits.length - both];
  const isUnlike = (name: string) => both === 0 || (name === 'visits_planned' && gone + added > 0);
  const figures = NAMES.map((name) => {
    const [one, two] = [before.board.kpis[name], after.board.kpis[name]];
    return { name, before: one, after: two, better: reads(name, one) === reads(name, two) || isUnlike(name) ? null : two > one === MORE_IS_BETTER.has(name) };
  });
  const changes: Record<'moved' | 'shifted' | 'placed' | 'left', string[]> = { moved: [], shifted: [], placed: [], left: [] };
  for (const visit of after.board.visits) {
    const old = before.visits.get(visit.id);
    if (!old) continue;
    if (!old.stop || !visit.stop) {
      if (old.stop) changes.left.push(visit.id);
      else if (visit.stop) changes.placed.push(visit.id);
    } else if (old.stop.car !== visit.stop.car) changes.moved.push(visit.id);
    else if (Math.abs(old.stop.start - visit.stop.start) > SHIFT_S) changes.shifted.push(visit.id);
  }
  return { figures, ...changes, both, added, gone };
}

function reads(name: (typeof NAMES)[number], value: number): number {
  return Math.round(value / (TOLD_IN[name] ?? 1));
}
