// The board as the page works with it: what the service sends, found by id.

import type { Schemas } from '../client/client';

export type Board = Schemas['Board'];
export type Car = Schemas['BoardCar'];
export type Visit = Schemas['BoardVisit'];
export type Stop = Schemas['BoardStop'];
export type Span = Schemas['BoardSpan'];
export type Leg = Schemas['BoardLeg'];
export type Window = Schemas['BoardWindow'];
export type Place = Schemas['BoardPlace'];

export interface Day {
  board: Board;
  cars: ReadonlyMap<string, Car>;
  visits: ReadonlyMap<string, Visit>;
  /** The planned visits of each car, in order. */
  stops: ReadonlyMap<string, readonly PlannedVisit[]>;
  /** Visits without a place, the most urgent first. */
  unassigned: readonly Visit[];
}

export type PlannedVisit = Visit & { stop: Stop };

/** Have a board's things found by id. */
export function open(board: Board): Day {
  const planned = board.visits.filter((visit): visit is PlannedVisit => visit.stop !== null);
  const stops = new Map(board.cars.map((car) => [car.id, [] as PlannedVisit[]]));
  for (const visit of planned) stops.get(visit.stop.car)?.push(visit);
  for (const route of stops.values()) route.sort((one, other) => one.stop.number - other.stop.number);
  const left = new Set(board.unassigned.map((item) => item.visit));
  const unassigned = board.visits.filter((visit) => left.has(visit.id));
  unassigned.sort((one, other) => Number(other.mandatory) - Number(one.mandatory) || other.priority - one.priority);
  return {
    board,
    cars: new Map(board.cars.map((car) => [car.id, car])),
    visits: new Map(board.visits.map((visit) => [visit.id, visit])),
    stops,
    unassigned,
  };
}

/** Where a visit is, beside its patient; null where nobody is told, or the patient is called by it. */
export function placeBeside({ place, who }: Visit): string | null {
  return place && place.name !== who ? place.name : null;
}

/** The names of a car's crew, as many as are told. */
export function crewNames(car: Car): string {
  return car.crew.map((one) => one.name).filter(Boolean).join(', ');
}

/** The window a visit is planned in, else its first. */
export function windowOf(visit: Visit): Window | null {
  const start = visit.stop?.start;
  const around = start === undefined ? undefined : visit.windows.find((one) => one.start <= start && start <= one.end);
  return around ?? visit.windows[0] ?? null;
}
