import { expect, test } from 'vitest';
import { makeCar, makeDay, makeStop, makeVisit } from '../../../model/board_made';
import { pack } from './packing';
import { linesOf } from './paths';
import { walk } from './walking';

const scale = { start: 0, end: 36_000 };
const window = (start: number, end: number) => ({ start, end, soft_start: null, soft_end: null });
const cars = [makeCar('a'), makeCar('b')];
const day = makeDay(cars, [
  makeVisit('1', makeStop('a', 1, 3600)),
  makeVisit('2', makeStop('a', 2, 9000)),
  makeVisit('3', makeStop('b', 1, 8000)),
  makeVisit('4', makeStop('b', 2, 20_000)),
]);

test('arrows lead along a car from its name through its visits', () => {
  expect(walk(day, cars, { car: 'a' }, 'right')).toEqual({ visit: '1' });
  expect(walk(day, cars, { visit: '1' }, 'right')).toEqual({ visit: '2' });
  expect(walk(day, cars, { visit: '2' }, 'right')).toBeNull();
  expect(walk(day, cars, { visit: '2' }, 'first')).toEqual({ car: 'a' });
  expect(walk(day, cars, { car: 'b' }, 'last')).toEqual({ visit: '4' });
});

test('arrows lead to the visit of the next car that is nearest in time', () => {
  expect(walk(day, cars, { visit: '2' }, 'down')).toEqual({ visit: '3' });
  expect(walk(day, cars, { visit: '4' }, 'up')).toEqual({ visit: '2' });
  expect(walk(day, cars, { car: 'a' }, 'down')).toEqual({ car: 'b' });
  expect(walk(day, cars, { visit: '1' }, 'up')).toBeNull();
});

test('cars that are not shown are stepped over', () => {
  expect(walk(day, [makeCar('b')], { visit: '3' }, 'up')).toBeNull();
});

test('visits without a place share a row only where their windows leave room', () => {
  const visits = [makeVisit('x', null, { windows: [window(0, 3600)] }), makeVisit('y', null, { windows: [window(3600, 7200)] }), makeVisit('z', null, { windows: [window(9000, 10_000)] })];
  expect(pack(visits, scale).map((one) => [one.visit.id, one.row])).toEqual([['x', 0], ['y', 1], ['z', 0]]);
});

test('a visit without any window may be made all day', () => {
  expect(pack([makeVisit('x', null)], scale)[0]).toMatchObject({ start: 0, end: 36_000 });
});

test('windows are drawn as far as the scale goes, and wishes only where there are any', () => {
  const visit = { ...makeVisit('1', null, { windows: [window(-5000, 40_000)] }), stop: makeStop('a', 1, 3600) };
  const lines = linesOf(makeCar('a', { spans: [{ kind: 'drive', start: 3000, end: 3600, visit: null }] }), [visit], scale);
  expect(lines.windows).toBe('M0 36H36000');
  expect(lines.wishes).toBe('');
  expect(lines.drives).toBe('M3000 18H3600');
});
