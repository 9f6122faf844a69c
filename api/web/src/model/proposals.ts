// Several proposals for one plan beside each other: which visits any of them changes, and where each has them.

import { KINDS, group, type Change, type Difference, type Kind } from './told';

export interface Row {
  visit: string;
  /** Where the plan has it; null: nowhere. */
  before: Change['before'];
  /** What each proposal makes of it; null: leaves it as it is. */
  changes: readonly (Change & { kind: Kind } | null)[];
}

/** Line up what proposals change, visit by visit, what matters most first. */
export function lineUp(differences: readonly Difference[]): Row[] {
  const told = differences.map((difference) => new Map(group(difference).flatMap(({ kind, changes }) => changes.map((change) => [change.visit, { ...change, kind }] as const))));
  const visits = [...new Set(told.flatMap((changes) => [...changes.keys()]))];
  const rows = visits.map((visit) => {
    const changes = told.map((one) => one.get(visit) ?? null);
    return { visit, before: changes.find((one) => one !== null)?.before ?? null, changes };
  });
  const rank = ({ changes }: Row) => Math.min(...changes.flatMap((one) => (one ? [KINDS.indexOf(one.kind)] : [])));
  return rows.sort((one, other) => rank(one) - rank(other));
}
