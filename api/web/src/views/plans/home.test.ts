import { expect, test } from 'vitest';
import { pickNearest } from './home';

const plan = (id: string, date: string, state: string) => ({ id, date, state, day: 'd', team: 't', version: 1, visits_planned: 1, visits_unassigned: 0, gives_way: false });

const today = () => '2026-11-23';

test('the plan in force today is opened, whatever else is proposed', () => {
  const plans = [plan('a', '2026-11-23', 'proposed'), plan('b', '2026-11-23', 'running'), plan('c', '2026-11-24', 'proposed')];
  expect(pickNearest(plans, today)?.id).toBe('b');
});

test('between two plans in force, or two to come, somebody chooses', () => {
  expect(pickNearest([plan('a', '2026-11-23', 'running'), plan('b', '2026-11-23', 'published')], today)).toBeNull();
  expect(pickNearest([plan('a', '2026-11-24', 'proposed'), plan('b', '2026-11-25', 'proposed')], today)).toBeNull();
});

test('the only plan in force is opened though others are proposed', () => {
  expect(pickNearest([plan('a', '2026-11-24', 'published'), plan('b', '2026-11-24', 'proposed'), plan('c', '2026-11-25', 'proposed')], today)?.id).toBe('a');
});

test('what is over is not opened', () => {
  expect(pickNearest([plan('a', '2026-11-22', 'published'), plan('b', '2026-11-23', 'closed')], today)).toBeNull();
});
