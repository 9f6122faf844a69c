import { expect, test } from 'vitest';
import { findArrows, shift, sizeOf, toPixels } from './painting';

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
  const whole = findArrows({ line: Float64Array.from([0, 500, 4000, 500]), from: 0, to: 4000 }, SIGHT);
  expect(whole.map(({ x }) => x)).toEqual([55, 165, 275, 385]);
  expect(whole[0]?.heading).toBeCloseTo(Math.PI / 2);
  const later = findArrows({ line: Float64Array.from([1500, 500, 1500, 3000]), from: 1500, to: 4000 }, SIGHT);
  expect(later.map(({ y }) => Math.round(y))).toEqual([35, -75, -185]);
  expect(later[0]?.heading).toBeCloseTo(0);
});

test('a picture has a pixel for each that the screen has', () => {
  expect(sizeOf({ extent: [0, 0, 1000, 503], resolution: 10, pixelRatio: 1.5, paper: '' })).toEqual([150, 75]);
});
