import { expect, it } from 'vitest';
import { type Board, open } from './board';
import { exchangesOf, gainOf } from './gains';

/** A day of cars and their visits in order, each as name, start and how far outside its wish; driving by car. */
function day(routes: Record<string, [name: string, start: number, late: number][]>, drives: Record<string, number>, left: string[] = []) {
  const planned = Object.entries(routes).flatMap(([car, stops]) => stops.map(([id, start, late_s], at) => ({ id, mandatory: false, priority: 1, windows: [], stop: { car, start, late_s, number: at + 1 } })));
  const visits = [...planned, ...left.map((id) => ({ id, mandatory: false, priority: 1, windows: [], stop: null }))];
  const cars = Object.keys(routes).map((id) => ({ id, sums: { drive_s: drives[id] ?? 0, overtime_s: 0 } }));
  const kpis = { drive_s: Object.values(drives).reduce((sum, one) => sum + one, 0), late_s: planned.reduce((sum, { stop }) => sum + stop.late_s, 0), overtime_s: 0 };
  return open({ cars, visits, unassigned: left.map((visit) => ({ visit, reasons: [] })), kpis } as unknown as Board);
}

it('tells which cars exchange visits, which visits it is and what that gains, the most first', () => {
  const before = day({ A: [['a', 0, 0]], B: [['b', 0, 600]], C: [['c', 0, 0], ['still', 900, 0]], D: [['d', 0, 0]] }, { A: 100, B: 900, C: 300, D: 50 });
  const after = day({ A: [['a', 0, 0], ['b', 400, 0]], B: [], C: [['c', 600, 0], ['still', 1100, 0]], D: [['d', 0, 0]] }, { A: 200, B: 0, C: 240, D: 50 });
  expect(exchangesOf(before, after).map(({ cars, visits, drive_s, late_s }) => [cars.join(), visits.map((one) => one.id).join(), drive_s, late_s])).toEqual([['A,B', 'b', -800, -600], ['C', 'c', -60, 0]]);
});

it('tells what changes in all, against the day as it goes on: who has lost their place in it gets one', () => {
  const goingOn = day({ A: [['a', 0, 0]], B: [] }, { A: 100 }, ['b', 'c']);
  const after = day({ A: [['a', 0, 0], ['c', 900, 0]], B: [['b', 400, 60]] }, { A: 150, B: 200 });
  expect(gainOf(goingOn, after)).toEqual({ drive_s: 250, late_s: 60, overtime_s: 0, placed: 2, lost: 0 });
});

it('counts who gets a place and who loses theirs', () => {
  const before = day({ A: [['a', 0, 0]] }, {}, ['b']);
  const after = day({ A: [['b', 0, 0]] }, {}, ['a']);
  expect(exchangesOf(before, after)).toMatchObject([{ cars: ['A'], placed: 1, lost: 1 }]);
});
