import { expect, test } from 'vitest';
import { type Board, open } from './board';
import { differ } from './difference';

const KPIS = { visits_planned: 3, visits_unassigned: 1, drive_s: 3600, drive_m: 1, late_s: 0, overtime_s: 0, care_share: 0.6, continuity: null, co2_g: 0 };

function board(stops: Record<string, [car: string, start: number] | null>, kpis: Partial<Board['kpis']> = {}) {
  const visits = Object.entries(stops).map(([id, stop]) => ({ id, mandatory: false, priority: 1, windows: [], stop: stop && { car: stop[0], start: stop[1], number: 1 } }));
  const unassigned = visits.filter((one) => !one.stop).map((one) => ({ visit: one.id, reasons: [] }));
  return open({ cars: [{ id: 'A' }, { id: 'B' }], visits, unassigned, kpis: { ...KPIS, ...kpis } } as unknown as Board);
}

test('each visit that changed is told once, as what happened to it', () => {
  const before = board({ a: ['A', 0], b: ['A', 0], c: null, d: ['A', 0], e: ['A', 0] });
  const after = board({ a: ['B', 9000], b: ['A', 901], c: ['A', 0], d: null, e: ['A', 900], new: ['A', 0] });
  expect(differ(before, after)).toMatchObject({ moved: ['a'], shifted: ['b'], placed: ['c'], left: ['d'] });
});

test('less driving is better, a smaller share of care is worse, the same is neither', () => {
  const told = differ(board({ a: ['A', 0] }), board({ a: ['A', 0] }, { drive_s: 3000, care_share: 0.5 }));
  expect(Object.fromEntries(told.figures.map((one) => [one.name, one.better]))).toMatchObject({ drive_s: true, care_share: false, visits_planned: null });
});

test('what reads the same is neither better nor worse', () => {
  const told = differ(board({ a: ['A', 0] }, { care_share: 0.876 }), board({ a: ['A', 0] }, { care_share: 0.884, drive_s: 3610 }));
  expect(told.figures.filter((one) => one.better !== null)).toEqual([]);
});

const judged = (told: ReturnType<typeof differ>) => Object.fromEntries(told.figures.map((one) => [one.name, one.better]));

test('fewer visits are not worse where fewer were due, but they are where one lost its place', () => {
  const before = board({ a: ['A', 0], b: ['A', 0] });
  const called = differ(before, board({ a: ['A', 0] }, { visits_planned: 2 }));
  expect([judged(called)['visits_planned'], called.gone, called.added]).toEqual([null, 1, 0]);
  expect(judged(differ(before, board({ a: ['A', 0], b: null }, { visits_planned: 2 })))['visits_planned']).toBe(false);
});

test('plans of other visits are neither better nor worse', () => {
  const told = differ(board({ a: ['A', 0] }), board({ x: ['A', 0] }, { drive_s: 1, visits_planned: 2 }));
  expect(told.both).toBe(0);
  expect(new Set(Object.values(judged(told)))).toEqual(new Set([null]));
});
