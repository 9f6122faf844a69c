import { expect, it } from 'vitest';
import { lineUp } from './proposals';
import type { Change, Difference } from './told';

const TOTALS = { version: 1, cost: { total: 0, parts: {} }, kpis: {} };
const NOTHING: Difference = { moved: [], shifted: [], nudged: [], late: [], unassigned: [], planned: [], new: [], gone: [], locks: [], before: TOTALS, after: TOTALS };
const change = (visit: string, car: string | null): Change => ({ visit, before: { car: 'c1', start: '', late_s: 0 }, after: car === null ? null : { car, start: '', late_s: 0 }, shift_s: null, reasons: [] });

it('lines up each visit that any proposal changes, what matters most first', () => {
  const one = { ...NOTHING, moved: [change('v1', 'c2'), change('v2', 'c2')] };
  const other = { ...NOTHING, moved: [change('v2', 'c3')], unassigned: [change('v3', null)] };
  const rows = lineUp([one, other]);
  expect(rows.map((row) => [row.visit, row.before?.car, ...row.changes.map((each) => each && (each.after?.car ?? 'nowhere'))])).toEqual([
    ['v3', 'c1', null, 'nowhere'],
    ['v1', 'c1', 'c2', null],
    ['v2', 'c1', 'c2', 'c3'],
  ]);
});

it('has nothing to line up where nothing changes', () => {
  expect(lineUp([NOTHING, NOTHING])).toEqual([]);
});
