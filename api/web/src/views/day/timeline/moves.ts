// What another plan would do to each visit.

import type { Day, Visit } from '../../../model/board';

export type Move = 'car' | 'time' | 'placed' | 'left';

/** What differs by less is the same to everybody. */
const SAME_S = 60;

/** The visits that are elsewhere in another plan: with another car, at another time, newly placed or left out. */
export function movesBetween(before: Day, after: Day): ReadonlyMap<string, Move> {
  const moves = new Map<string, Move>();
  for (const visit of after.board.visits) {
    const move = moveOf(before.visits.get(visit.id), visit);
    if (move) moves.set(visit.id, move);
  }
  return moves;
}

function moveOf(before: Visit | undefined, after: Visit): Move | null {
  const from = before?.stop ?? null;
  const to = after.stop;
  if (!from) return to ? 'placed' : null;
  if (!to) return 'left';
  if (from.car !== to.car) return 'car';
  return Math.abs(from.start - to.start) > SAME_S ? 'time' : null;
}
