import { expect, test } from 'vitest';
import type { Schemas } from '../client/client';
import { minutesOld, offToday, pickInForce } from './wall';

const plan = (id: string, date: string, state: string, team = 'lit') => ({ id, date, state, team }) as Schemas['PlanEntry'];

test('the plan in force today counts before tomorrow’s and proposals', () => {
  const plans = [plan('c', '2026-11-24', 'published'), plan('b', '2026-11-23', 'proposed'), plan('a', '2026-11-23', 'running')];
  expect(pickInForce(plans, 'lit', '2026-11-23')?.id).toBe('a');
});

test('after the day is closed the next one counts, else it stays', () => {
  const closed = plan('a', '2026-11-23', 'closed');
  expect(pickInForce([closed, plan('b', '2026-11-24', 'published')], 'lit', '2026-11-23')?.id).toBe('b');
  expect(pickInForce([closed], 'lit', '2026-11-24')?.id).toBe('a');
});

test('other teams’ plans are not shown', () => {
  expect(pickInForce([plan('a', '2026-11-23', 'running', 'mint')], 'lit', '2026-11-23')).toBeNull();
});

test.each([[1000, null], [1120, null], [1121, 2], [1150, 2], [4600, 60], [990, null]])('what was read at 1000 is at %i so many minutes old: %s', (now, old) => {
  expect(minutesOld(1000, now)).toBe(old);
});

test.each([['2026-11-30', null], ['2026-12-01', 'tomorrow'], ['2026-11-29', 'yesterday'], ['2026-12-02', 'later'], ['2026-11-27', 'earlier']])('on 30 November, %s is %s', (date, off) => {
  expect(offToday(date, '2026-11-30')).toBe(off);
});
