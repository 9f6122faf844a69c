import { expect, test } from 'vitest';
import { distanceBeside, findArrows, shift, toPixels } from './lines';

const SIGHT = { extent: [0, 0, 1000, 1000] as const, resolution: 10 };

test('a line is told in pixels from the upper left, without points that would not show, and to its very end', () => {
  const line = Float64Array.from([0, 1000, 1, 1000, 500, 1000, 500, 500, 500, 498]);
  expect(toPixels(line, SIGHT)).toEqual([[0, 0], [50, 0], [50, 50.2]]);
});

test('a line beside another keeps its distance on the right, round bends too', () => {
  expect(shift([[0, 0], [10, 0], [10, 10]], 2)).toEqual([[0, 2], [8, 2], [8, 10]]);
  expect(shift([[0, 0], [10, 0]], -2)).toEqual([[0, -2], [10, -2]]);
});

test('a line that turns back has no spike', () => {
  const beside = shift([[0, 0], [10, 0], [0, 1]], 3);
  expect(Math.max(...beside.map(([x]) => x))).toBeLessThan(14);
  expect(beside).toHaveLength(4);
});

test('arrows stand evenly over a drive, also where it is cut, and point the way it goes', () => {
  const wide = { extent: [0, 0, 5000, 5000] as const, resolution: 10 };
  const whole = findArrows({ line: Float64Array.from([0, 500, 4000, 500]), from: 0, to: 4000 }, wide);
  expect(whole.map(({ x }) => Math.round(x))).toEqual([55, 165, 275, 385]);
  expect(whole[0]?.heading).toBeCloseTo(Math.PI / 2);
  const later = findArrows({ line: Float64Array.from([1500, 500, 1500, 3000]), from: 1500, to: 4000 }, wide);
  expect(later.map(({ y }) => Math.round(y))).toEqual([435, 325, 215]);
  expect(later[0]?.heading).toBeCloseTo(0);
});

test('of a long drive only the arrows in sight are told', () => {
  const line = Float64Array.from([-100_000, 500, 100_000, 500]);
  const xs = findArrows({ line, from: 0, to: 200_000 }, SIGHT).map(({ x }) => x);
  expect(xs.length).toBeGreaterThanOrEqual(1);
  expect(xs.length).toBeLessThan(5);
});

test('a route is as far away as it is painted: beside its road', () => {
  const line = Float64Array.from([0, 500, 1000, 500]);
  expect(distanceBeside(line, 12, SIGHT, [50, 62])).toBeCloseTo(0);
  expect(distanceBeside(line, -12, SIGHT, [50, 62])).toBeCloseTo(24);
  expect(distanceBeside(line, 0, SIGHT, [103, 54])).toBeCloseTo(5);
});
