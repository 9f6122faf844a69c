import { expect, it } from 'vitest';
import type { Schemas } from '../client/client';
import { movedBy, whyFirst } from './offers';

type Offer = Schemas['OfferEntry'];

function makeOffer(start: string, parts: Record<'cost' | 'waiting' | 'moved', number>, shifts: number[] = []): Offer {
  const at = `2026-11-23T${start}:00+01:00`;
  const moved = shifts.map((shift_s, n) => ({ visit: `v${n}`, car: 'c1', was: at, start: at, shift_s, was_late_s: 0, late_s: 0 }));
  const total = parts.cost + parts.waiting + parts.moved;
  return { car: 'c1', position: 1, after: null, before: null, arrive: at, start: at, end: at, drive_s: 0, cost: { total: parts.cost, parts: {} }, overtime_s: 0, late_s: 0, known: false, moved, rank: { total, parts } };
}

it('tells what counted most first, and nothing that speaks against it', () => {
  const soon = makeOffer('09:00', { cost: 5000, waiting: 0, moved: 900 }, [300]);
  const cheap = makeOffer('10:00', { cost: 900, waiting: 43_200, moved: 1800 }, [300, 600]);
  expect(whyFirst([soon, cheap])).toEqual([{ kind: 'sooner', by: 3600 }, { kind: 'fewer', by: 1 }]);
});

it('says so where there is no other', () => {
  const only = makeOffer('09:00', { cost: 1, waiting: 0, moved: 0 });
  expect([whyFirst([only]), whyFirst([])]).toEqual([[{ kind: 'only', by: 0 }], []]);
});

it('takes nobody for moved who is told nothing new', () => {
  expect(movedBy(makeOffer('09:00', { cost: 0, waiting: 0, moved: 0 }, [20, 60, -90])).map((one) => one.visit)).toEqual(['v1', 'v2']);
});

it('tells nobody that anything is 0 minutes sooner', () => {
  const soon = makeOffer('09:00', { cost: 0, waiting: 0, moved: 0 });
  const next = { ...makeOffer('09:00', { cost: 10, waiting: 240, moved: 0 }), start: '2026-11-23T09:00:20+01:00' };
  expect(whyFirst([soon, next])).toEqual([{ kind: 'cheaper', by: 10 }]);
});
