// What to mind in a day that goes on besides what the service foresees: found in the plan by what was told of it.

import type { Day, PlannedVisit } from './board';
import { IN_FORCE } from './lives';

/** Visits that should have begun by now and have not been told of, the one that waits longest first. */
export function overdue(day: Day, now: number, patience_s = 900): PlannedVisit[] {
  if (!IN_FORCE.has(day.board.state)) return [];
  return [...day.stops.values()]
    .flat()
    .filter((visit) => ['planned', 'en_route', 'arrived'].includes(visit.status) && visit.stop.start + patience_s < now)
    .sort((one, other) => one.stop.start - other.stop.start);
}

/** Whether the crew of a car tells how it goes: who never does is silent without anything being wrong. */
export function tells(day: Day, car: string): boolean {
  return (day.stops.get(car) ?? []).some((visit) => visit.status !== 'planned');
}

/** Visits still to come that are planned far outside their wished time, in order of time. */
export function unwished(day: Day, least_s = 900): PlannedVisit[] {
  return [...day.stops.values()]
    .flat()
    .filter((visit) => (visit.status === 'planned' || visit.status === 'en_route') && visit.stop.late_s >= least_s)
    .sort((one, other) => one.stop.start - other.stop.start);
}
