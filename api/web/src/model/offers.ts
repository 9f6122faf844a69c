// What an offer for a call does to others.

import type { Schemas } from '../client/client';

type Offer = Schemas['OfferEntry'];

/** Nobody is told of less. */
const NOTICED_S = 60;

/** Visits that get another time by an offer: nobody is told of less than a minute. */
export function movedBy(offer: Offer): Offer['moved'] {
  return offer.moved.filter((one) => Math.abs(one.shift_s) >= NOTICED_S);
}
