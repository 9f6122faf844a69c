// How long calls may wait by their priority before they stand out: one minute, five, fifteen (CAD practice: AwareCAD).

export type Urgency = 'now' | 'soon' | 'today';
export type Age = 'fresh' | 'ageing' | 'overdue';

/** The priority that a call of this urgency has in the plan: the higher, the more a place is worth. */
export const PRIORITIES: Readonly<Record<Urgency, number>> = { now: 4, soon: 3, today: 2 };

const LIMITS_S: Readonly<Record<Urgency, number>> = { now: 60, soon: 300, today: 900 };

export function urgencyOf(priority: number): Urgency {
  if (priority >= PRIORITIES.now) return 'now';
  return priority >= PRIORITIES.soon ? 'soon' : 'today';
}

/** Tell how a call has aged: ageing from half its time on, overdue after it. */
export function ageOf(priority: number, waitedSeconds: number): Age {
  const limit = LIMITS_S[urgencyOf(priority)];
  if (waitedSeconds >= limit) return 'overdue';
  return waitedSeconds * 2 >= limit ? 'ageing' : 'fresh';
}
