import { expect, test } from 'vitest';
import type { Visit } from './board';
import { gather, offsetOf } from './gathering';

const at = (id: string, lat: number, lon = 18): Visit => ({ id, place: { name: id, lat, lon } }) as Visit;

test('visits at one address take turns there, others are alone, those without an address are left out', () => {
  const nowhere = { id: 'phone', place: null } as Visit;
  const spread = gather([at('a', 59), at('b', 59.000001), at('c', 59.1), nowhere]);
  expect(Object.fromEntries(spread)).toEqual({ a: { turn: 0, of: 2 }, b: { turn: 1, of: 2 }, c: { turn: 0, of: 1 } });
});

test('marks at one address never cover each other', () => {
  for (const of of [2, 3, 7, 20]) {
    const middles = Array.from({ length: of }, (_, turn) => offsetOf({ turn, of }, 20));
    const apart = middles.flatMap((one, i) => middles.slice(i + 1).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1])));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(20);
  }
});
