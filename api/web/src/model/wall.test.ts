import { expect, test } from 'vitest';
import type { Schemas } from '../client/client';
import { open, type Board } from './board';
import { minutesOld, overdue, pickInForce, unwished } from './wall';

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

test('what should have begun a quarter ago and has not is overdue', () => {
  const visit = (id: string, start: number, status: string) => ({ id, status, stop: { car: 'A', number: 1, start } });
  const board = { cars: [{ id: 'A' }], visits: [visit('late', 1000, 'planned'), visit('done', 500, 'done'), visit('soon', 1900, 'en_route')], unassigned: [] };
  expect(overdue(open(board as unknown as Board), 2000).map((one) => one.id)).toEqual(['late']);
});

test('what is planned a quarter outside its wished time is minded until it is begun', () => {
  const visit = (id: string, start: number, status: string, late_s: number) => ({ id, status, stop: { car: 'A', number: 1, start, late_s } });
  const visits = [visit('far', 2000, 'planned', 900), visit('near', 1000, 'planned', 899), visit('done', 500, 'done', 3000), visit('first', 600, 'en_route', 1800)];
  const board = { cars: [{ id: 'A' }], visits, unassigned: [] };
  expect(unwished(open(board as unknown as Board)).map((one) => one.id)).toEqual(['first', 'far']);
});

test.each([[1000, null], [1120, null], [1121, 2], [1150, 2], [4600, 60], [990, null]])('what was read at 1000 is at %i so many minutes old: %s', (now, old) => {
  expect(minutesOld(1000, now)).toBe(old);
});
