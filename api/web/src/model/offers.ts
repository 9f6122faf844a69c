// Why the first of the offers for a call is the first, beside the next one.

import type { Schemas } from '../client/client';
import { instant } from './told';

type Offer = Schemas['OfferEntry'];

export interface Advantage {
  kind: 'only' | 'sooner' | 'fewer' | 'cheaper';
  /** Seconds sooner, visits fewer, or how much less it costs. */
  by: number;
}

/** Nobody is told of less, nor is anything sooner by less. */
const NOTICED_S = 60;

/** Visits that get another time by an offer: nobody is told of less than a minute. */
export function movedBy(offer: Offer): Offer['moved'] {
  return offer.moved.filter((one) => Math.abs(one.shift_s) >= NOTICED_S);
}

/** Tell where the first offer is better than the second, what counted most first. */
export function whyFirst([first, second]: readonly Offer[]): Advantage[] {
  if (!first) return [];
  if (!second) return [{ kind: 'only', by: 0 }];
  const parts = (offer: Offer) => offer.rank?.parts ?? {};
  const gained = (name: string) => (parts(second)[name] ?? 0) - (parts(first)[name] ?? 0);
  const all: (Advantage & { counts: number })[] = [
    { kind: 'sooner', by: instant(second.start) - instant(first.start), counts: gained('waiting') },
    { kind: 'fewer', by: movedBy(second).length - movedBy(first).length, counts: gained('moved') },
    { kind: 'cheaper', by: second.cost.total - first.cost.total, counts: gained('cost') },
  ];
  return all.filter((one) => one.counts > 0 && (one.kind !== 'sooner' || one.by >= NOTICED_S)).sort((one, other) => other.counts - one.counts).map(({ kind, by }) => ({ kind, by }));
}
