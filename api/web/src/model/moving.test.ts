import { expect, it } from 'vitest';
import { makeCar } from './board_made';
import { rankCars, type Place } from './moving';

const place = (car: string): Place => ({ car, position: 1, start: '2026-11-23T09:00:00+01:00', cost: 0, drive_s: 0, late_s: 0, moved: 0 });

it('ranks cars by their places, and keeps the order of those without', () => {
  const cars = ['a', 'b', 'c', 'd'].map((id) => makeCar(id));
  const ranked = rankCars(cars, { places: [place('d'), place('b')], obstacles: [{ car: 'c', code: 'shift', text: 'ryms inte i arbetspasset' }] });
  expect(ranked.map((one) => one.obstacle)).toEqual(['', '', '', 'ryms inte i arbetspasset']);
  expect(ranked.map((one) => [one.car.id, one.place?.car ?? null])).toEqual([['d', 'd'], ['b', 'b'], ['a', null], ['c', null]]);
});
