// Visits at one address: which of them lie on each other on a map, so that they can be spread out.

import type { Place, Visit } from './board';

export interface Spread {
  /** The visit's turn among those at its address, from 0, and how many they are. */
  turn: number;
  of: number;
}

/** About a metre: the precision of the lines, too. */
const PRECISION = 1e5;

/** Give each visit that has a place its turn there. */
export function gather(visits: readonly Visit[]): ReadonlyMap<string, Spread> {
  const places = new Map<string, string[]>();
  for (const visit of visits) {
    if (visit.place) places.set(keyOf(visit.place), [...(places.get(keyOf(visit.place)) ?? []), visit.id]);
  }
  return new Map([...places.values()].flatMap((here) => here.map((id, turn) => [id, { turn, of: here.length }] as const)));
}

/** Give where on a ring around its address a visit is drawn, in pixels right and up, for marks of a breadth. */
export function offsetOf({ turn, of }: Spread, breadth: number): [number, number] {
  if (of < 2) return [0, 0];
  const radius = Math.max(breadth * 0.55, (breadth * 1.06) / (2 * Math.sin(Math.PI / of)));
  const angle = (2 * Math.PI * turn) / of + (of === 2 ? Math.PI : Math.PI / 2);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function keyOf(place: Place): string {
  return `${Math.round(place.lat * PRECISION)} ${Math.round(place.lon * PRECISION)}`;
}
