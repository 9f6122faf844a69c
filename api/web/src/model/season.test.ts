import { expect, test } from 'vitest';
import { type Figures, measured } from './season';

const NONE = { visits: 0, in_window: null, in_wish: null, near: null };
const figures = (changes: Partial<Figures>): Figures => ({ planned: 10, drive_s: 3000, told: NONE, as_planned: NONE, ...changes }) as Figures;

test('punctuality is of wished times, and weighs what was told and what was planned by their visits', () => {
  const told = { visits: 30, in_window: 1, in_wish: 0.5, near: null };
  expect(measured('punctuality', figures({ told, as_planned: { visits: 10, in_window: 1, in_wish: 1, near: null } }))).toBe(0.625);
  expect(measured('punctuality', figures({}))).toBe(null);
});

test('driving is told per visit, and not at all of a day without any', () => {
  expect(measured('drive', figures({}))).toBe(5);
  expect(measured('drive', figures({ planned: 0 }))).toBe(null);
});
