import { expect, test } from 'vitest';
import { makeCar, makeDay, makeStop, makeVisit } from '../../../model/board_made';
import { sort, type Column } from './sorting';

const day = makeDay(
  [makeCar('z'), makeCar('a')],
  [
    makeVisit('1', makeStop('a', 1, 5000, { late_s: 60 }), { patient: 'p10', status: 'done' }),
    makeVisit('2', makeStop('z', 1, 4000), { patient: 'p9' }),
    makeVisit('3', null, { patient: 'p1' }),
  ],
);
const order = (by: Column, down = false) => sort(day.board.visits, { by, down }, day).map((one) => one.id);

test('visits without a place come last by time, both ways', () => {
  expect(order('time')).toEqual(['2', '1', '3']);
  expect(order('time', true)).toEqual(['1', '2', '3']);
});

test('p9 comes before p10', () => {
  expect(order('patient')).toEqual(['3', '2', '1']);
});

test('cars are in the order of their rows, not of their names', () => {
  expect(order('car')).toEqual(['2', '1', '3']);
});

test('what equals is in order of time', () => {
  expect(order('status')).toEqual(['2', '3', '1']);
});
