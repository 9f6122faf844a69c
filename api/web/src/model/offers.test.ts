import { expect, it } from 'vitest';
import type { Schemas } from '../client/client';
import { movedBy } from './offers';

type Offer = Schemas['OfferEntry'];

it('takes nobody for moved who is told nothing new', () => {
  const moved = [20, 60, -90].map((shift_s, n) => ({ visit: `v${n}`, shift_s }));
  expect(movedBy({ moved } as unknown as Offer).map((one) => one.visit)).toEqual(['v1', 'v2']);
});
