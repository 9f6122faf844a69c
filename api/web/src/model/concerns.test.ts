import { expect, test } from 'vitest';
import { open, type Board } from './board';
import { overdue, tells, unwished } from './concerns';

test('what should have begun a quarter ago and has not is overdue', () => {
  const visit = (id: string, start: number, status: string) => ({ id, status, stop: { car: 'A', number: 1, start } });
  const board = { state: 'running', cars: [{ id: 'A' }], visits: [visit('late', 1000, 'planned'), visit('done', 500, 'done'), visit('soon', 1900, 'en_route')], unassigned: [] };
  expect(overdue(open(board as unknown as Board), 2000).map((one) => one.id)).toEqual(['late']);
  for (const state of ['proposed', 'closed']) expect(overdue(open({ ...board, state } as unknown as Board), 2000)).toEqual([]);
});

test('a car tells how it goes once something was told of one of its visits', () => {
  const visit = (id: string, car: string, status: string) => ({ id, status, stop: { car, number: 1, start: 1000 } });
  const board = { cars: [{ id: 'A' }, { id: 'B' }], visits: [visit('one', 'A', 'planned'), visit('other', 'B', 'done')], unassigned: [] };
  const day = open(board as unknown as Board);
  expect(['A', 'B'].map((car) => tells(day, car))).toEqual([false, true]);
});

test('what is planned a quarter outside its wished time is minded until it is begun', () => {
  const visit = (id: string, start: number, status: string, late_s: number) => ({ id, status, stop: { car: 'A', number: 1, start, late_s } });
  const visits = [visit('far', 2000, 'planned', 900), visit('near', 1000, 'planned', 899), visit('done', 500, 'done', 3000), visit('first', 600, 'en_route', 1800)];
  const board = { cars: [{ id: 'A' }], visits, unassigned: [] };
  expect(unwished(open(board as unknown as Board)).map((one) => one.id)).toEqual(['first', 'far']);
});
