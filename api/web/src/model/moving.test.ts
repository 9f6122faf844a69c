import { expect, it } from 'vitest';
import { makeCar } from './board_made';
import type { PlannedVisit } from './board';
import { nearest, rankCars, type Place } from './moving';

const place = (car: string): Place => ({ car, position: 1, start: '2026-11-23T09:00:00+01:00', cost: 0, drive_s: 0, late_s: 0, moved: 0 });

it('ranks cars by their places, and keeps the order of those without', () => {
  const cars = ['a', 'b', 'c', 'd'].map((id) => makeCar(id));
  const ranked = rankCars(cars, { places: [place('d'), place('b')], obstacles: [{ car: 'c', code: 'shift', text: 'ryms inte i arbetspasset', place: null }] });
  expect(ranked.map((one) => one.obstacle)).toEqual(['', '', '', 'ryms inte i arbetspasset']);
  expect(ranked.map((one) => [one.car.id, one.place?.car ?? null])).toEqual([['d', 'd'], ['b', 'b'], ['a', null], ['c', null]]);
});

it('gives a car that is full the place that it would have all the same, after those that can', () => {
  const cars = ['full', 'free'].map((id) => makeCar(id));
  const ranked = rankCars(cars, { places: [place('free')], obstacles: [{ car: 'full', code: 'max_visits', text: 'har redan alla besök', place: place('full') }] });
  expect(ranked.map((one) => [one.car.id, one.place?.car, one.obstacle])).toEqual([['free', 'free', ''], ['full', 'full', 'har redan alla besök']]);
});

it('finds where a visit comes nearest to its windows, not behind all others', () => {
  const stops = [1000, 2000, 3000].map((start) => ({ stop: { start } }) as PlannedVisit);
  const windows = (end: number) => ({ windows: [{ start: 0, end, soft_start: null, soft_end: null }] });
  expect([500, 2500, 9000].map((end) => nearest(windows(end), stops))).toEqual([1, 3, 4]);
});
