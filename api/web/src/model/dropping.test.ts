import { expect, test } from 'vitest';
import { makeCar, makeDay, makeStop, makeVisit } from './board_made';
import { changeFor } from './dropping';

const day = makeDay([makeCar('a'), makeCar('b')], [
  makeVisit('v1', makeStop('a', 1, 3600)), makeVisit('v2', makeStop('a', 2, 7200)), makeVisit('v3', makeStop('a', 3, 9000)), makeVisit('w1', makeStop('b', 1, 3600)), makeVisit('out', null),
]);

test('what is let go of on a stop comes before it', () => {
  expect(changeFor(day, 'v2', { car: 'b', before: 'w1' })).toEqual({ change: 'move', visit: 'v2', car: 'b', position: 1 });
  expect(changeFor(day, 'out', { car: 'a', before: 'v3' })).toEqual({ change: 'move', visit: 'out', car: 'a', position: 3 });
});

test('positions in its own route are counted without the visit itself', () => {
  expect(changeFor(day, 'v1', { car: 'a', before: 'v3' })).toEqual({ change: 'move', visit: 'v1', car: 'a', position: 2 });
});

test('what is let go of after the last stop comes last', () => {
  expect(changeFor(day, 'v1', { car: 'b', before: null })).toEqual({ change: 'move', visit: 'v1', car: 'b', position: 2 });
});

test('nothing is asked for where the visit would stay', () => {
  expect(changeFor(day, 'v2', { car: 'a', before: 'v2' })).toBeNull();
  expect(changeFor(day, 'v2', { car: 'a', before: 'v3' })).toBeNull();
  expect(changeFor(day, 'v3', { car: 'a', before: null })).toBeNull();
});
