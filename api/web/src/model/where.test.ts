import { expect, test } from 'vitest';
import type { Car } from './board';
import { whereIs } from './where';

const place = { name: '', lat: 59, lon: 18 };
const leg = (to: string | null, leaves: number, arrives: number, line: number[]) => ({ to, leaves, arrives, seconds: arrives - leaves, metres: 0, estimated: false, line });
const CAR: Car = {
  id: 'bil', label: 'A', colours: ['#000', '#fff'], dash: [], mode: 'car', crew: [], shift_start: 0, shift_end: 900, max_overtime_s: 0, max_visits: null,
  start: place, end: place, leaves: 100, returns: 600, sums: null, spans: [],
  legs: [leg('v1', 100, 200, [5_900_000, 1_800_000, 1000, 0]), leg(null, 500, 600, [5_901_000, 1_800_000, -1000, 0])],
};

test('a car that drives is as far along its way as its time', () => {
  const where = whereIs(CAR, 125);
  expect(where?.driving).toBe(true);
  expect(where?.point[1]).toBeCloseTo(59.0025, 6);
});

test('between two drives a car stands where the first led', () => {
  expect(whereIs(CAR, 300)).toEqual({ point: [18, 59.01], driving: false });
});

test('a car is nowhere before it leaves and after it is back', () => {
  expect(whereIs(CAR, 99)).toBeNull();
  expect(whereIs(CAR, 600)).toBeNull();
});
