// A morning as it is worked on: what the registry says is due, and what is to be otherwise.

import type { Schemas } from '../client/client';
import { compareNames } from './names';

export type Morning = Schemas['Morning'];
export type DueVisit = Schemas['VisitItem'];
export type OneOff = Schemas['OneOff'];
export type CarToday = Schemas['CarToday'];

/** What is to be otherwise; never changed in place, so that every step can be taken back. */
export interface Wanted {
  ill: readonly string[];
  gone: readonly string[];
  off: readonly string[];
  crews: Readonly<Record<string, readonly string[]>>;
  extra: readonly OneOff[];
}

export const AS_DUE: Wanted = { ill: [], gone: [], off: [], crews: {}, extra: [] };

/** A list with a key in it, or without: said twice is said once, also by two people. */
export function marked(list: readonly string[], key: string, isIn: boolean): readonly string[] {
  const others = list.filter((one) => one !== key);
  return isIn ? [...others, key] : others;
}

export interface PatientDue {
  patient: string;
  address: string | null;
  isProtected: boolean;
  visits: readonly DueVisit[];
}

/** The visits that are due, by patient, in the order of their first windows. */
export function byPatient({ day }: Morning): PatientDue[] {
  const places = new Map(day.locations.map((one) => [one.id, one]));
  const due = day.patients.map((one) => ({
    patient: one.id,
    address: places.get(one.location)?.address ?? null,
    isProtected: one.protected,
    visits: day.visits.filter((visit) => visit.patient === one.id).sort(byTime),
  }));
  return due.filter((one) => one.visits.length > 0).sort((a, b) => timeOf(a.visits[0]).localeCompare(timeOf(b.visits[0])) || compareNames(a.patient, b.patient));
}

function byTime(a: DueVisit, b: DueVisit): number {
  return timeOf(a).localeCompare(timeOf(b));
}

function timeOf(visit: DueVisit | undefined): string {
  return clockIn(visit?.windows[0]?.start ?? '');
}

/** The time of the clock in a time that may carry its date. */
export function clockIn(text: string): string {
  return /(?:^|T)(\d\d:\d\d)/.exec(text)?.[1] ?? '';
}

/** The names of staff by id. */
export function namesOf({ staff }: Pick<Morning, 'staff'>): ReadonlyMap<string, string> {
  return new Map(staff.map((one) => [one.id, one.name]));
}

/** Who goes with a car, as the morning wants it. */
export function crewOf(car: CarToday, wanted: Wanted): readonly string[] {
  return (wanted.crews[car.id] ?? car.crew).filter((person) => !wanted.ill.includes(person));
}

/** Have somebody go with a car, and with no other. */
export function seat({ cars }: Pick<Morning, 'cars'>, { crews }: Wanted, person: string, car: string): Wanted['crews'] {
  const left = cars.flatMap(({ id, crew }): [string, readonly string[]][] => {
    const now = crews[id] ?? crew;
    if (id !== car && !now.includes(person)) return [];
    const others = now.filter((one) => one !== person);
    return [[id, id === car ? [...others, person] : others]];
  });
  return { ...crews, ...Object.fromEntries(left) };
}

/** Have somebody who was called in go with a car no more. */
export function unseat({ id, crew }: CarToday, { crews }: Wanted, person: string): Wanted['crews'] {
  const { [id]: seated = crew, ...others } = crews;
  const left = seated.filter((one) => one !== person);
  const isUsual = left.length === crew.length && left.every((one) => crew.includes(one));
  return isUsual ? others : { ...others, [id]: left };
}

/** Who goes with another car than usual, by car. */
export function reseated({ cars }: Pick<Morning, 'cars'>, wanted: Wanted): { person: string; car: string }[] {
  return cars.filter((car) => goes(car, wanted)).flatMap((car) => crewOf(car, wanted).filter((person) => !car.crew.includes(person)).map((person) => ({ person, car: car.id })));
}

/** Whether a car goes: it has a shift, nobody keeps it at home, and somebody is in it. */
export function goes(car: CarToday, wanted: Wanted): boolean {
  const stands = car.idle === 'out_of_service' || car.idle === 'no_shift';
  return !stands && !wanted.gone.includes(car.id) && crewOf(car, wanted).length > 0;
}

/** Who is at work: by the registry, or called in. Who was told to be ill is among them, so that it can be taken back. */
export function onDuty({ staff }: Pick<Morning, 'staff'>, { crews }: Wanted): Morning['staff'] {
  const called = new Set(Object.values(crews).flat());
  return staff.filter((one) => one.at_work || (one.absence === null && called.has(one.id)));
}

export interface Sums {
  visits: number;
  patients: number;
  cars: number;
  /** Cars that would go and stay by what is told here. */
  standing: number;
  staff: number;
  /** Staff at work in no car that goes. */
  seatless: number;
}

/** How many visits are to be made, by how many cars and people: what every place on the page tells. */
export function sumUp(morning: Morning, wanted: Wanted): Sums {
  const going = morning.cars.filter((car) => goes(car, wanted));
  const seated = new Set(going.flatMap((car) => crewOf(car, wanted)));
  const there = onDuty(morning, wanted).filter((one) => !wanted.ill.includes(one.id));
  const visits = [...morning.day.visits.filter((visit) => !wanted.off.includes(visit.id)), ...wanted.extra];
  return {
    visits: visits.length,
    patients: new Set(visits.map((visit) => visit.patient)).size,
    cars: going.length,
    standing: morning.cars.filter((car) => car.idle === null && !going.includes(car)).length,
    staff: there.length,
    seatless: there.filter((one) => !seated.has(one.id)).length,
  };
}

/** What is to be otherwise, as the service keeps it. */
export function wantedOf(kept: Schemas['Adjustments']): Wanted {
  return {
    ill: (kept.staff_ill ?? []).map((one) => one.id),
    gone: (kept.cars_gone ?? []).map((one) => one.id),
    off: kept.visits_off ?? [],
    crews: kept.crews ?? {},
    extra: kept.visits ?? [],
  };
}

/** What the service is told of it; what it keeps of an absence besides stays. */
export function adjustments(wanted: Wanted, kept: Schemas['Adjustments']): Schemas['Adjustments'] {
  return {
    staff_ill: wanted.ill.map((id) => kept.staff_ill?.find((one) => one.id === id) ?? { id, kind: 'ill' }),
    cars_gone: wanted.gone.map((id) => kept.cars_gone?.find((one) => one.id === id) ?? { id }),
    visits_off: [...wanted.off],
    crews: Object.fromEntries(Object.entries(wanted.crews).map(([car, crew]) => [car, [...crew]])),
    visits: [...wanted.extra],
  };
}

/** The last time that a day's form can carry. */
const LAST_TIME = '47:59';

/** When the last shift of a day ends, past midnight as 30:00; null where no car has a shift. */
export function lastShiftEnd({ date, day }: Pick<Morning, 'date' | 'day'>): string | null {
  return day.cars.map((car) => timeOn(date, car.shift.end)).sort().at(-1) ?? null;
}

/** A time as HH:MM of a day; what carries a later date is past its midnight. */
function timeOn(date: string, text: string): string {
  const time = clockIn(text);
  return text.includes('T') && text.slice(0, 10) > date ? `${Number(time.slice(0, 2)) + 24}${time.slice(2)}` : time;
}

/** When a plan of a day whose shifts have begun would begin, at the next five minutes; null before and after them. */
export function beginsNow({ date, day }: Pick<Morning, 'date' | 'day'>, now_s: number): string | null {
  const soon = new Date(Math.ceil(now_s / 300) * 300_000);
  const [today, time = ''] = new Intl.DateTimeFormat('sv-SE', { timeZone: day.timezone, dateStyle: 'short', timeStyle: 'short' }).format(soon).split(' ');
  const isOut = day.cars.some((car) => timeOn(date, car.shift.start) < time);
  const isOver = day.cars.every((car) => timeOn(date, car.shift.end) <= time);
  return today === date && isOut && !isOver ? time : null;
}

interface Asked {
  patient: string;
  minutes: number;
  /** As HH:MM; '' leaves it open. */
  start: string;
  end: string;
  skills: readonly string[];
  mandatory: boolean;
}

/** A visit of the day alone, with an id that no other has. Without an end it may start until the last shift ends. */
export function makeOneOff(taken: ReadonlySet<string>, asked: Asked, lastEnd: string | null): OneOff {
  let number = 1;
  while (taken.has(`${asked.patient}.extra:${number}`)) number += 1;
  const open = lastEnd !== null && lastEnd > asked.start ? lastEnd : LAST_TIME;
  const windows = asked.start || asked.end ? [{ start: asked.start || '00:00', end: asked.end || open }] : [];
  return {
    id: `${asked.patient}.extra:${number}`,
    patient: asked.patient,
    duration_min: asked.minutes,
    setup_min: 0,
    windows,
    skills: [...asked.skills],
    crew_size: 1,
    priority: 1,
    mandatory: asked.mandatory,
    kind: 'home',
    protected: false,
    cars_refused: [],
    demand: {},
  };
}
