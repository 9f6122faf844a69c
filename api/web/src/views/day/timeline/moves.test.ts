import { expect, test } from 'vitest';
import { movesBetween } from './moves';
import { makeCar, makeDay, makeStop, makeVisit } from '../../../model/board_made';

const cars = [makeCar('a'), makeCar('b')];

test('what moved, came and went between two plans is told visit by visit', () => {
  const before = makeDay(cars, [makeVisit('1', makeStop('a', 1, 0)), makeVisit('2', makeStop('a', 2, 4000)), makeVisit('3', makeStop('a', 3, 8000)), makeVisit('4', null), makeVisit('5', makeStop('b', 1, 0))]);
  const after = makeDay(cars, [makeVisit('1', makeStop('a', 1, 30)), makeVisit('2', makeStop('b', 1, 4000)), makeVisit('3', makeStop('a', 2, 9000)), makeVisit('4', makeStop('a', 3, 12_000)), makeVisit('5', null)]);
  expect([...movesBetween(before, after)]).toEqual([['2', 'car'], ['3', 'time'], ['4', 'placed'], ['5', 'left']]);
});

test('a call that the plan did not know is newly placed', () => {
  const changes = movesBetween(makeDay(cars, []), makeDay(cars, [makeVisit('call', makeStop('a', 1, 0))]));
  expect(changes.get('call')).toBe('placed');
});
