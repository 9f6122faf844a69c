import { expect, test } from 'vitest';
import { makeDay } from './board_made';
import { comparable, goneOnWith, liveBeside, type PlanEntry } from './lives';

function line(id: string, state: string, more: Partial<PlanEntry> = {}): PlanEntry {
  return { id, state, day: 'day', date: '2026-11-23', team: 'team', version: 1, visits_planned: 5, visits_unassigned: 0, gives_way: state === 'published', ...more };
}

test('beside a plan stands the one that is in force for its team and date', () => {
  const { board } = makeDay([], []);
  const live = line('live', 'running');
  expect(liveBeside(board, [line('draft', 'proposed'), line('old', 'closed'), live])).toBe(live);
  for (const other of [line(board.plan, 'published'), line('a', 'published', { team: 'other' }), line('b', 'published', { date: '2026-11-24' })]) expect(liveBeside(board, [other])).toBeNull();
});

test('a plan is set beside the one in force, the one made before it, and itself before it was changed', () => {
  const { board } = makeDay([], []);
  const [newer, live, before, older] = [line('newer', 'proposed'), line('live', 'published'), line('before', 'proposed'), line('older', 'closed')];
  const kinds = (plans: PlanEntry[], beside: PlanEntry | null, version = 1) => comparable({ ...board, version }, plans, beside).map(({ kind, plan }) => `${kind} ${plan}`);
  expect(kinds([newer, line(board.plan, 'proposed'), live, before, older], live)).toEqual(['live live', 'before before']);
  expect(kinds([line(board.plan, 'proposed'), live], live, 2)).toEqual(['live live', `first ${board.plan}`]);
  expect(kinds([older], null)).toEqual(['before older']);
  expect(kinds([line(board.plan, 'proposed')], null)).toEqual([]);
});

test('one goes on with the plan in force and with a newer proposal, not with an older one', () => {
  const ids = (...states: string[]) => goneOnWith(states.map((state, at) => line(String(at), state))).map((one) => one.id);
  expect(ids('closed', 'proposed', 'published', 'proposed')).toEqual(['2', '1']);
  expect(ids('running', 'proposed')).toEqual(['0']);
  expect(ids('closed', 'proposed', 'proposed')).toEqual(['1']);
  expect(ids('closed', 'closed')).toEqual(['0']);
  expect(ids()).toEqual([]);
});
