import { expect, it } from 'vitest';
import type { Schemas } from '../client/client';
import { findAgain, movedBy } from './offers';

type Offer = Schemas['OfferEntry'];

it('finds an offer again by its car and start, not by its number', () => {
  const [early, late, other] = [{ car: 'a', start: '09:00' }, { car: 'a', start: '11:00' }, { car: 'b', start: '09:00' }] as unknown as [Offer, Offer, Offer];
  expect(findAgain([other, early, late], late)).toBe(late);
  expect(findAgain([other, early], late)).toBe(early);
  expect(findAgain([other], late)).toBeNull();
  expect(findAgain([other], null)).toBeNull();
});

it('takes nobody for moved who is told nothing new', () => {
  const moved = [20, 60, -90].map((shift_s, n) => ({ visit: `v${n}`, shift_s }));
  expect(movedBy({ moved } as unknown as Offer).map((one) => one.visit)).toEqual(['v1', 'v2']);
});
