// Days that tests are about: as much of a board as the page's own logic reads.

import { open, type Board, type Car, type Day, type Stop, type Visit } from './board';

export function makeCar(id: string, more: Partial<Car> = {}): Car {
  const place = { name: 'Bas', lat: 57.7, lon: 11.9 };
  return {
    id, label: id.toUpperCase(), colours: ['#005a8c', '#7cc4f0'], dash: [], mode: 'car', crew: [], shift_start: 0, shift_end: 36_000, max_overtime_s: 1800, max_visits: null,
    start: place, end: place, leaves: null, returns: null, sums: null, spans: [], legs: [], ...more,
  };
}

export function makeStop(car: string, number: number, start: number, more: Partial<Stop> = {}): Stop {
  return { car, number, arrive: start, start, end: start + 1800, drive_s: 0, drive_m: 0, wait_s: 0, slack_s: null, late_s: 0, ...more };
}

export function makeVisit(id: string, stop: Stop | null, more: Partial<Visit> = {}): Visit {
  return {
    id, patient: `p-${id}`, who: more.patient ?? `p-${id}`, phone: null, kind: 'home', place: { name: `Gatan ${id}`, lat: 57.7, lon: 11.9 }, protected: false, duration_s: 1800, windows: [], skills: [], crew_size: 1, priority: 3,
    mandatory: false, contact_staff: [], refused_staff: [], together: [], gaps: [], lock: null, status: 'planned', told: null, stop, ...more,
  };
}

export function makeDay(cars: Car[], visits: Visit[]): Day {
  const unassigned = visits.filter((one) => one.stop === null).map((one) => ({ visit: one.id, reasons: [] }));
  const board: Board = {
    plan: 'plan', version: 1, state: 'published', etag: '"plan-1"', last_event: 0, day: 'day', date: '2026-11-23', timezone: 'Europe/Stockholm', team: 'team', team_id: 'team-1', team_name: 'Team',
    roads: null, attribution: null, made: true, estimated: false, notes: [], extent: [0, 36_000], cars, visits, unassigned, bases: [], cost: 0, cost_parts: {}, gap: null,
    kpis: { visits_planned: 0, visits_unassigned: 0, drive_s: 0, drive_m: 0, late_s: 0, overtime_s: 0, care_share: 0, continuity: null, co2_g: 0 }, overrides: [],
  };
  return open(board);
}
