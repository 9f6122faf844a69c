// Searching a day: visits and cars by anything that is known of them.

import type { Day, Visit } from './board';

export interface Found {
  visits: ReadonlySet<string>;
  cars: ReadonlySet<string>;
}

/** Find the visits and cars in which every word occurs; null where nothing is searched for. */
export function find(day: Day, query: string, skillWord: (skill: string) => string): Found | null {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const has = (text: string): boolean => words.every((word) => text.includes(word));
  const carTexts = new Map(day.board.cars.map((car) => [car.id, plain([car.id, car.label, ...car.crew.flatMap((one) => [one.id, one.name])].join(' '))]));
  const visits = day.board.visits.filter((visit) => has(`${textOf(visit, skillWord)} ${carTexts.get(visit.stop?.car ?? '') ?? ''}`));
  const ofVisits = visits.flatMap((visit) => (visit.stop ? [visit.stop.car] : []));
  const ofCars = day.board.cars.filter((car) => has(carTexts.get(car.id) ?? '')).map((car) => car.id);
  return { visits: new Set(visits.map((one) => one.id)), cars: new Set([...ofVisits, ...ofCars]) };
}

function textOf(visit: Visit, skillWord: (skill: string) => string): string {
  return plain([visit.id, visit.patient, visit.who, visit.place?.name ?? '', ...visit.skills.flatMap((one) => [one, skillWord(one)]), ...visit.contact_staff].join(' '));
}

/** Without capitals, and é as e; å, ä and ö are letters of their own. */
function plain(text: string): string {
  return text.toLowerCase().normalize('NFC').replace(/[^åäö\p{ASCII}]/gu, (letter) => letter.normalize('NFD').replace(/\p{M}/gu, ''));
}
