import { expect, it } from 'vitest';
import { EMPTY, isEmpty, pickSpot, type Spot } from './call_form';

const patient = (label: string): Spot => ({ kind: 'patient', patient: label, label });
const street: Spot = { kind: 'point', lat: 57.7, lon: 11.9, label: 'Storgatan 1, Ale', address: 'Storgatan 1, Ale' };

it('takes what is meant by its whole name, whatever else was found', () => {
  expect(pickSpot(' P2 ', [patient('p2'), patient('p21')])).toEqual(patient('p2'));
});

it('takes the only place, and leaves it to somebody to choose among several', () => {
  expect(pickSpot('storgatan 1', [street])).toEqual(street);
  expect(pickSpot('storgatan 1', [patient('p7'), street])).toBeNull();
  expect(pickSpot('storgatan 1', [])).toBeNull();
});

it('takes nobody for a patient who only lives there, or whose name only begins so', () => {
  expect(pickSpot('storgatan 1', [patient('p7')])).toBeNull();
  expect(pickSpot('p2', [patient('p21')])).toBeNull();
  expect(pickSpot('p2', [{ ...street, label: 'p21', isHome: true }])).toBeNull();
});

it('knows whether anything has been filled in', () => {
  expect(isEmpty({ ...EMPTY, skills: [] })).toBe(true);
  expect(isEmpty({ ...EMPTY, minutes: 45 })).toBe(false);
});
