// What an offer for a call does to others, and which one of a list made anew is the same.

import type { Schemas } from '../client/client';

type Offer = Schemas['OfferEntry'];

/** Nobody is told of less. */
const NOTICED_S = 60;

/** Find an offer in a list that was made anew: the same place, else another of its car; null where that has none any more. */
export function findAgain(offers: readonly Offer[], seen: Offer | null): Offer | null {
  return offers.find((one) => one.car === seen?.car && one.start === seen.start) ?? offers.find((one) => one.car === seen?.car) ?? null;
}

/** Visits that get another time by an offer: nobody is told of less than a minute. */
export function movedBy(offer: Offer): Offer['moved'] {
  return offer.moved.filter((one) => Math.abs(one.shift_s) >= NOTICED_S);
}
