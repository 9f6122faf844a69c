// What a wall screen shows: which plan of a team counts now, and what of it to keep an eye on.

import type { Schemas } from '../client/client';
import type { Day, PlannedVisit } from './board';

type PlanEntry = Schemas['PlanEntry'];

/** Which of a team's plans counts: the one in force today, else the next that is, else the latest that was. */
export function pickInForce(plans: readonly PlanEntry[], team: string, today: string): PlanEntry | null {
  const known = plans.filter((plan) => plan.team === team && plan.state !== 'proposed');
  const running = known.filter((plan) => plan.state !== 'closed').sort((one, other) => one.date.localeCompare(other.date));
  const latest = [...known].sort((one, other) => other.date.localeCompare(one.date))[0];
  return running.find((plan) => plan.date >= today) ?? latest ?? null;
}

/** Visits that should have begun by now and have not been told of, the one that waits longest first. */
export function overdue(day: Day, now: number, patience_s = 900): PlannedVisit[] {
  return [...day.stops.values()]
    .flat()
    .filter((visit) => ['planned', 'en_route', 'arrived'].includes(visit.status) && visit.stop.start + patience_s < now)
    .sort((one, other) => one.stop.start - other.stop.start);
}

/** Visits still to come that are planned far outside their wished time, in order of time. */
export function unwished(day: Day, least_s = 900): PlannedVisit[] {
  return [...day.stops.values()]
    .flat()
    .filter((visit) => (visit.status === 'planned' || visit.status === 'en_route') && visit.stop.late_s >= least_s)
    .sort((one, other) => one.stop.start - other.stop.start);
}

/** How old what was read then is, in whole minutes; null while it is new enough to be taken for how things are. */
export function minutesOld(read: number, now: number, patience_s = 120): number | null {
  return now - read > patience_s ? Math.floor((now - read) / 60) : null;
}
