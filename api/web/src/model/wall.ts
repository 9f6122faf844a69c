// What a wall screen shows: which plan of a team counts now, and how old what is shown of it is.

import type { Schemas } from '../client/client';
import { addDays } from './dates';

type PlanEntry = Schemas['PlanEntry'];

/** Which of a team's plans counts: the one in force today, else the next that is, else the latest that was. */
export function pickInForce(plans: readonly PlanEntry[], team: string, today: string): PlanEntry | null {
  const known = plans.filter((plan) => plan.team === team && plan.state !== 'proposed');
  const running = known.filter((plan) => plan.state !== 'closed').sort((one, other) => one.date.localeCompare(other.date));
  const latest = [...known].sort((one, other) => other.date.localeCompare(one.date))[0];
  return running.find((plan) => plan.date >= today) ?? latest ?? null;
}

export type Off = 'tomorrow' | 'yesterday' | 'later' | 'earlier';

/** Which other day than today a date is; null where it is today. */
export function offToday(date: string, today: string): Off | null {
  if (date === today) return null;
  if (date > today) return date === addDays(today, 1) ? 'tomorrow' : 'later';
  return date === addDays(today, -1) ? 'yesterday' : 'earlier';
}

/** How old what was read then is, in whole minutes; null while it is new enough to be taken for how things are. */
export function minutesOld(read: number, now: number, patience_s = 120): number | null {
  return now - read > patience_s ? Math.floor((now - read) / 60) : null;
}
