import { describe, expect, it } from 'vitest';
import { ageOf, urgencyOf } from './ageing';
import { EMPTY, makeCall, readPoint } from './call_form';
import { group, type Difference } from './told';

const TOTALS = { version: 1, cost: { total: 0, parts: {} }, kpis: {} };
const NOTHING: Difference = { moved: [], shifted: [], nudged: [], late: [], unassigned: [], planned: [], new: [], gone: [], locks: [], before: TOTALS, after: TOTALS };
const change = (visit: string) => ({ visit, before: null, after: null, shift_s: null, reasons: [] });

describe('calls', () => {
  it('age by how urgent they are', () => {
    expect([20, 40, 61].map((waited) => ageOf(4, waited))).toEqual(['fresh', 'ageing', 'overdue']);
    expect([61, 200, 301].map((waited) => ageOf(3, waited))).toEqual(['fresh', 'ageing', 'overdue']);
    expect([100, 4, 3, 1].map(urgencyOf)).toEqual(['now', 'now', 'soon', 'today']);
  });

  it('leave out what was left open', () => {
    const call = makeCall(EMPTY, { kind: 'patient', patient: 'p1', label: 'p1' });
    expect(call).toEqual({ patient: 'p1', duration_min: 30, priority: 3 });
  });

  it('name known staff only for somebody new, whom the day knows nothing of', () => {
    const form = { ...EMPTY, preferred: ['s1'] };
    expect(makeCall(form, { kind: 'patient', patient: 'p1', label: '' })).not.toHaveProperty('contact_staff');
    expect(makeCall(form, { kind: 'point', lat: 57.7, lon: 11.9, label: '' })).toHaveProperty('contact_staff', ['s1']);
  });

  it('take coordinates with points and with commas, and no nonsense', () => {
    expect(readPoint('57.70, 11.97')).toMatchObject({ lat: 57.7, lon: 11.97 });
    expect(readPoint('57,70 11,97')).toMatchObject({ lat: 57.7, lon: 11.97 });
    expect(readPoint('Storgatan 4')).toBeNull();
    expect(readPoint('97.1, 11.9')).toBeNull();
  });
});

describe('a difference', () => {
  it('tells each visit once, where it matters most', () => {
    const found = group({ ...NOTHING, moved: [change('v1'), change('v2')], late: [change('v1'), change('v3')] });
    expect(found.map((one) => [one.kind, one.changes.map((each) => each.visit)])).toEqual([['moved', ['v1', 'v2']], ['late', ['v3']]]);
  });
});
