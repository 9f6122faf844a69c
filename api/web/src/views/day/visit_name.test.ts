import { expect, test } from 'vitest';
import { makeStop, makeVisit } from '../../model/board_made';
import { missOf, statusOf, wishOf } from './visit_name';

const visit = (start: number, late_s: number) =>
  makeVisit('v1', makeStop('a', 1, start, { late_s }), { windows: [{ start: 0, end: 36_000, soft_start: 7200, soft_end: 10_800 }] });

test('a miss is told from the wished time, on the side where it lies', () => {
  expect(missOf(visit(12_000, 1200))).toBe('20 min efter önskad tid');
  expect(missOf(visit(6600, 600))).toBe('10 min före önskad tid');
  expect(missOf(visit(10_810, 10))).toBe('1 min efter önskad tid');
  expect(missOf(visit(9000, 0))).toBe('');
  expect(wishOf(visit(9000, 0), 'UTC')).toBe('02:00–03:00');
});

test('a visit without a place is not said to be planned', () => {
  expect(statusOf(makeVisit('v1', makeStop('a', 1, 0)))).toBe('planerat');
  expect(statusOf(makeVisit('v1', null))).toBe('');
  expect(statusOf(makeVisit('v1', null, { status: 'cancelled' }))).toBe('inställt');
});
