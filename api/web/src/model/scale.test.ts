import { expect, test } from 'vitest';
import { HOUR, percentAt, scaleOf, share, snap, ticksOf } from './scale';

const MIDNIGHT = Date.UTC(2026, 10, 22, 23) / 1000; // 23 November in Stockholm
const ZONE = 'Europe/Stockholm';

test('a scale shows whole hours with some room after what there is', () => {
  const scale = scaleOf([MIDNIGHT + 7 * HOUR, MIDNIGHT + 16.5 * HOUR]);
  expect(scale).toEqual({ start: MIDNIGHT + 7 * HOUR, end: MIDNIGHT + 17 * HOUR });
});

test('what lies outside is shown at the edge', () => {
  const scale = { start: 0, end: 10 * HOUR };
  expect(share(scale, -5)).toBe(0);
  expect(share(scale, 11 * HOUR)).toBe(1);
  expect(percentAt(scale, 5 * HOUR)).toBe('50.0000%');
});

test('drags fall on five minutes', () => {
  expect(snap(149)).toBe(0);
  expect(snap(151)).toBe(300);
});

test('the axis names fewer hours where there is less room', () => {
  const scale = { start: MIDNIGHT + 6 * HOUR, end: MIDNIGHT + 12 * HOUR };
  expect(ticksOf(scale, 60, ZONE).map((one) => one.text)).toEqual(['06:00', '07:00', '08:00', '09:00', '10:00', '11:00']);
  expect(ticksOf(scale, 30, ZONE)).toHaveLength(3);
  expect(ticksOf(scale, 240, ZONE)).toHaveLength(24);
});

test('the axis names the next day where it begins', () => {
  const ticks = ticksOf({ start: MIDNIGHT + 22 * HOUR, end: MIDNIGHT + 26 * HOUR }, 60, ZONE);
  expect(ticks.map((one) => one.midnight)).toEqual([false, false, true, false]);
  expect(ticks[2]?.text).toMatch(/24/);
});
