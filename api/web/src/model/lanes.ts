// Which side of the road each route is drawn on, so that routes on the same road lie beside each other.
//
// As on maps of bus lines: where routes share a stretch in one direction they share its breadth, where they meet each
// keeps to its right, as the traffic does.

import type { Point } from './line';

export interface Track {
  car: string;
  points: readonly Point[];
}

/** A stretch of a track that lies evenly; `side` is how many breadths of a route to the right it is drawn. */
export interface Run {
  points: readonly Point[];
  side: number;
}

/** Beyond so many routes beside each other they come to overlap rather than leave the road. */
export const MOST_ABREAST = 5;
const PRECISION = 1e5;
const POINTS = 2 ** 25;

/** Lay tracks beside each other; gives the runs of each, in the order of the tracks. */
export function layBeside(tracks: readonly Track[]): Run[][] {
  const ids = new Map<number, number>();
  const ordered = [...new Set(tracks.map((track) => track.car))];
  const numbered = tracks.map((track) => track.points.map((point) => numberOf(point, ids)));
  const users = new Map<number, number[]>();
  tracks.forEach((track, at) => {
    const car = ordered.indexOf(track.car);
    eachStep(numbered[at] ?? [], (from, to) => add(users, from * POINTS + to, car));
  });
  return tracks.map((track, at) => cut(track, numbered[at] ?? [], ordered.indexOf(track.car), users));
}

function cut(track: Track, ids: readonly number[], car: number, users: ReadonlyMap<number, readonly number[]>): Run[] {
  const runs: { points: Point[]; side: number }[] = [];
  eachStep(ids, (from, to, step) => {
    const side = sideOf(car, users.get(from * POINTS + to) ?? [], users.get(to * POINTS + from) ?? []);
    const [start, end] = [track.points[step], track.points[step + 1]];
    if (!start || !end) return;
    const last = runs.at(-1);
    if (last?.side === side) last.points.push(end);
    else runs.push({ points: [start, end], side });
  });
  return runs;
}

function sideOf(car: number, along: readonly number[], against: readonly number[]): number {
  const slot = along.indexOf(car);
  if (against.length === 0) return (slot - (along.length - 1) / 2) * Math.min(1, MOST_ABREAST / along.length);
  return (slot + 0.5) * Math.min(1, MOST_ABREAST / 2 / Math.max(along.length, against.length));
}

function eachStep(ids: readonly number[], act: (from: number, to: number, step: number) => void): void {
  for (let step = 0; step + 1 < ids.length; step++) {
    const [from, to] = [ids[step], ids[step + 1]];
    if (from !== undefined && to !== undefined && from !== to) act(from, to, step);
  }
}

function add(users: Map<number, number[]>, step: number, car: number): void {
  const known = users.get(step);
  if (!known) users.set(step, [car]);
  else if (!known.includes(car)) known.splice(known.findLastIndex((one) => one < car) + 1, 0, car);
}

function numberOf([lon, lat]: Point, ids: Map<number, number>): number {
  const key = Math.round((lat + 90) * PRECISION) * 360 * PRECISION + Math.round((lon + 180) * PRECISION);
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, ids.size);
  return ids.size - 1;
}
