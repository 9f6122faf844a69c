// A car's day as its crew reads it: stops and breaks in order, and which of them is next.

import type { Day, PlannedVisit, Visit } from './board';

export type Entry = { kind: 'visit'; at: number; visit: PlannedVisit } | { kind: 'break'; at: number; end: number };

const ENDED: ReadonlySet<string> = new Set(['done', 'cancelled', 'failed']);

export function hasEnded(visit: { status: string }): boolean {
  return ENDED.has(visit.status);
}

/** List a car's stops and breaks in order of time. */
export function entriesOf(day: Day, car: string): Entry[] {
  const visits = (day.stops.get(car) ?? []).map((visit): Entry => ({ kind: 'visit', at: visit.stop.start, visit }));
  const breaks = (day.cars.get(car)?.spans ?? [])
    .filter((span) => span.kind === 'break')
    .map((span): Entry => ({ kind: 'break', at: span.start, end: span.end }));
  return [...visits, ...breaks].sort((one, other) => one.at - other.at);
}

/** The visit that a car makes or goes to: one that has begun, else the first that has not ended. */
export function nextOf(stops: readonly PlannedVisit[]): PlannedVisit | null {
  const open = stops.filter((visit) => !hasEnded(visit));
  return open.find((visit) => visit.status !== 'planned') ?? open[0] ?? null;
}

const USUAL_S = 3600;

/**
 * Tell whether something is told of a visit more than an hour before its drive or after its end, or while a stop is to
 * come first: a row next to the one that was meant. What nobody told has gone as planned.
 */
export function isUnexpected(visit: Visit, stops: readonly PlannedVisit[], now: number): boolean {
  const { stop } = visit;
  if (visit.status !== 'planned' || !stop) return false;
  const passed = stops.some((one) => one.stop.number < stop.number && !hasEnded(one) && (one.status !== 'planned' || one.stop.start > now));
  return passed || now < (stop.arrive ?? stop.start) - stop.drive_s - USUAL_S || now > stop.end + USUAL_S;
}

export type Told = 'en_route' | 'arrived' | 'visit_started' | 'visit_done' | 'nobody_home';

const STEPS: Readonly<Record<string, readonly Told[]>> = {
  planned: ['en_route', 'arrived'],
  en_route: ['arrived', 'nobody_home'],
  arrived: ['visit_started', 'nobody_home'],
  started: ['visit_done'],
};

/** What a crew may tell next of a visit, the likeliest first. */
export function stepsOf(visit: { status: string; kind: string }): readonly Told[] {
  const steps = STEPS[visit.status] ?? [];
  if (visit.kind === 'home' || visit.status === 'started' || steps.length === 0) return steps;
  return ['visit_started', 'nobody_home'];
}
