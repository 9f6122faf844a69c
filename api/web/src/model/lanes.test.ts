import { expect, test } from 'vitest';
import { layBeside } from './lanes';
import type { Point } from './line';

const A: Point = [18, 59];
const B: Point = [18.01, 59];
const C: Point = [18.02, 59];

test('a route alone on its road lies in the middle of it, in one piece', () => {
  expect(layBeside([{ car: 'one', points: [A, B, C] }])).toEqual([[{ points: [A, B, C], side: 0 }]]);
});

test('two routes the same way share the breadth of the road where they share it, and only there', () => {
  const [one, two] = layBeside([{ car: 'one', points: [A, B, C] }, { car: 'two', points: [A, B] }]);
  expect(one).toEqual([{ points: [A, B], side: -0.5 }, { points: [B, C], side: 0 }]);
  expect(two).toEqual([{ points: [A, B], side: 0.5 }]);
});

test('routes that meet keep to their right, also a car that comes back the way it went', () => {
  const [there, back] = layBeside([{ car: 'one', points: [A, B] }, { car: 'one', points: [B, A] }]);
  expect(there?.[0]?.side).toBe(0.5);
  expect(back?.[0]?.side).toBe(0.5);
});

test('many routes on a road never spread wider than it bears', () => {
  const runs = layBeside(Array.from({ length: 30 }, (_, at) => ({ car: `car ${at}`, points: [A, B] })));
  const sides = runs.map((run) => run[0]?.side ?? Number.NaN);
  expect(Math.max(...sides) - Math.min(...sides)).toBeLessThanOrEqual(5);
  expect(new Set(sides).size).toBe(30);
});
