import { expect, test } from 'vitest';
import { open, type Board } from './board';
import { compare } from './changes';

/** A day whose cars make visits, each as [id, start]; what is left over is in no car. */
function dayOf(routes: Record<string, [string, number][]>, left: string[] = []) {
  const planned = Object.entries(routes).flatMap(([car, visits]) => visits.map(([id, start], at) => ({ id, stop: { car, number: at + 1, start } })));
  const cars = Object.keys(routes).map((id) => ({ id }));
  const visits = [...planned, ...left.map((id) => ({ id, stop: null }))];
  return open({ cars, visits, unassigned: left.map((visit) => ({ visit, reasons: [] })) } as unknown as Board);
}

test('a visit that changes cars is moved, and both cars drive otherwise', () => {
  const changes = compare(dayOf({ a: [['v1', 0], ['v2', 900]], b: [], c: [['v3', 0]] }), dayOf({ a: [['v1', 0]], b: [['v2', 900]], c: [['v3', 0]] }));
  expect([...changes.moved]).toEqual(['v2']);
  expect([...changes.cars].toSorted()).toEqual(['a', 'b']);
});

test('a visit that comes into the plan is moved', () => {
  expect([...compare(dayOf({ a: [] }, ['v1']), dayOf({ a: [['v1', 0]] })).moved]).toEqual(['v1']);
});

test('another time is a change of the car, seconds are none', () => {
  const before = dayOf({ a: [['v1', 0]], b: [['v2', 0]] });
  const changes = compare(before, dayOf({ a: [['v1', 600]], b: [['v2', 20]] }));
  expect([...changes.cars]).toEqual(['a']);
  expect(changes.moved.size).toBe(0);
});
