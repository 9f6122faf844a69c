// What differs between two plans, in the groups and the order in which people want to know it.

import type { Schemas } from '../client/client';
import type { Day } from './board';

export type Difference = Schemas['DifferenceEntry'];
export type Change = Schemas['VisitChange'];

export const KINDS = ['unassigned', 'moved', 'shifted', 'late', 'new', 'planned', 'gone'] as const;
export type Kind = (typeof KINDS)[number];

export interface Group {
  kind: Kind;
  changes: readonly Change[];
}

/** Group what differs; a visit is told once, in the group that matters most. */
export function group(difference: Difference): Group[] {
  const told = new Set<string>();
  return KINDS.map((kind) => {
    const changes = difference[kind].filter((change) => !told.has(change.visit));
    for (const change of changes) told.add(change.visit);
    return { kind, changes };
  }).filter((one) => one.changes.length > 0);
}

export function countChanges(difference: Difference): number {
  return group(difference).reduce((sum, one) => sum + one.changes.length, 0);
}

/** What a day adds up to as it goes on, with what has happened in it: what a proposal is weighed against. */
export function totalsOf({ board }: Day): Difference['before'] {
  return { version: board.version, cost: { total: board.cost, parts: board.cost_parts }, kpis: { ...board.kpis } };
}

/** Instants of the service's times, in seconds since 1970. */
export function instant(time: string): number {
  return Math.round(Date.parse(time) / 1000);
}
