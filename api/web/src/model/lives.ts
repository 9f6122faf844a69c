// Of the plans of a date: which is in force, and which one goes on with.

import type { Schemas } from '../client/client';
import type { Board } from './board';

export type PlanEntry = Schemas['PlanEntry'];

/** The states of a plan that somebody works by. */
export const IN_FORCE: ReadonlySet<string> = new Set(['published', 'running']);

/** The plan that is in force for the team and date of another; null: none is. */
export function liveBeside({ plan, team, date }: Board, plans: readonly PlanEntry[]): PlanEntry | null {
  return plans.find((one) => one.id !== plan && one.team === team && one.date === date && IN_FORCE.has(one.state)) ?? null;
}

/** What a plan can be set beside: the plan in force, the one made before it, or the version in which it was made. */
export interface Other {
  kind: 'live' | 'before' | 'first';
  plan: string;
  version?: number;
}

/** Of the plans of a date, the latest first: what one of them can be compared with. */
export function comparable({ plan, version }: Board, plans: readonly PlanEntry[], live: PlanEntry | null): readonly Other[] {
  const before = plans.slice(plans.findIndex((one) => one.id === plan) + 1).find((one) => one.id !== live?.id);
  return [
    ...(live ? [{ kind: 'live', plan: live.id } as const] : []),
    ...(before ? [{ kind: 'before', plan: before.id } as const] : []),
    ...(version > 1 ? [{ kind: 'first', plan, version: 1 } as const] : []),
  ];
}

/** Of the plans of a date, the latest first: the one in force, and a newer one that is not published. */
export function goneOnWith(plans: readonly PlanEntry[]): readonly PlanEntry[] {
  const live = plans.find((one) => IN_FORCE.has(one.state));
  const latest = plans.find((one) => one.state !== 'closed') ?? plans[0];
  return [...new Set([live, latest])].filter((one) => one !== undefined);
}
