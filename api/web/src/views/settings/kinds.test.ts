import { expect, test } from 'vitest';
import { type Document, type Field, type Json, valueAt, withValue } from '../../model/fields';
import { ANYWHERE, BACK, formOf, recordOf } from '../../model/record_form';
import { blankOf, fieldsOf, teamFields } from './kinds';
import type { Known } from './known';

const KNOWN: Known = { staff: [{ value: 's1', label: 'Sara' }], cars: [{ value: 'c1', label: 'c1' }], bases: [{ value: 'b1', label: 'b1' }], skills: ['nurse'], within: null, hasShift: true };
const RHYTHM = { from: '2026-11-02', until: '2027-01-31', weekdays: ['mon'], every_days: 2, every_weeks: 2 };
const SPELL = { from: '2026-11-23', until: '2026-11-24' };
const PLACE = { lat: 57.7, lon: 11.97, address: 'Storgatan 1' };
const SHIFT = { start: '07:00', end: '16:00', max_overtime_min: 15 };
const BREAK = { earliest: '11:00', latest: '13:00', duration_min: 30 };

/** Every field of every record, and one more that no form knows, as a later service may have it. */
const NEED: Document = {
  ...RHYTHM, id: 'n1', times: [{ windows: [{ start: '08:00', end: '10:00', soft_start: '08:30', soft_end: '09:30' }, { start: '13:00', end: '14:00', soft_start: null, soft_end: null }] }, { windows: [] }],
  gap_min_min: 60, gap_max_min: 120, together: [['nurse'], []], duration_min: 22.5, setup_min: 5, skills: ['nurse'], crew_size: 2, priority: 7, mandatory: true, kind: 'video',
  cars_allowed: ['c1'], cars_refused: ['c2'], demand: { oxygen: 2 }, later: 'kept',
};
const PATIENT: Document = { id: 'p1', place: PLACE, max_visits_per_day: 4, contact_staff: ['s1'], refused_staff: ['s2'], phone: '070-174 06 05', protected: true, enrolled_from: '2026-11-01', enrolled_until: null, hospital: [SPELL], needs: [NEED], later: 'kept' };
const CAR: Document = { id: 'c1', mode: 'bike', start: 'b1', end: 'b2', max_visits: 9, capacity: { oxygen: 4, chair: 1 }, shifts: [{ ...RHYTHM, shift: SHIFT, breaks: [BREAK], crew: ['s1'] }], out_of_service: [{ ...SPELL, note: 'service' }], later: 'kept' };
const STAFF: Document = { id: 's1', name: 'Sara', profession: 'nurse', skills: ['palliative'], languages: ['sv'], works: [RHYTHM], absences: [{ ...SPELL, kind: 'ill' }], later: 'kept' };
const TEAM: Document = { name: 'Team', roads: 'stad', timezone: 'Europe/Stockholm', bases: [{ ...PLACE, id: 'b1' }], shift: SHIFT, breaks: [BREAK], rules: { min_gap_same_patient_min: 30, traffic: 'usual', winter: true }, weights: { preset: 'continuity', prices: { driving: 5 } }, later: 'kept' };

test.each([['staff', STAFF], ['cars', CAR], ['patients', PATIENT], ['team', TEAM]])('nothing of %s is lost in its form', (_, record) => {
  expect(recordOf(formOf(record))).toEqual(record);
});

test.each([['staff', STAFF], ['cars', CAR], ['patients', PATIENT], ['team', TEAM]])('every field of %s stands in its form', (kind, record) => {
  const fields = kind === 'team' ? teamFields(null, []) : fieldsOf(kind as 'staff', KNOWN);
  const form = formOf(record);
  const paths = leaves(fields, form, []);
  const unseen = told(form, []).filter((path) => !paths.some((one) => one.every((step, at) => step === path[at])));
  expect(unseen.map((path) => path.join('.')).filter((path) => !/(^|\.)later$/.test(path) && path !== 'id')).toEqual([]);
});

test('a car that comes back, one that ends anywhere and one that ends at a base are told apart', () => {
  const { end: _, ...back } = CAR;
  for (const [record, end] of [[back, BACK], [{ ...CAR, end: null }, ANYWHERE], [CAR, 'b2']] as const) {
    expect(formOf(record)['end']).toBe(end);
    expect(recordOf(formOf(record))).toEqual(record);
  }
});

test('a price that is emptied is the preset\'s again', () => {
  const emptied = withValue(TEAM, ['weights', 'prices', 'driving'], null) as Document;
  expect(valueAt(recordOf(emptied), ['weights', 'prices'])).toEqual({});
});

test('a place that is hidden stays hidden', () => {
  const hidden = { ...PATIENT, place: null, phone: null };
  expect(recordOf(formOf(hidden))).toEqual(hidden);
});

test('what is new has nothing that the service refuses to be nothing', () => {
  const made = fieldsOf('patients', KNOWN).find((one) => one.label === 'settings.needs');
  const need = (recordOf({ ...formOf(blankOf('patients', KNOWN)), needs: [made?.kind === 'rows' ? made.blank : null] })['needs'] as readonly Document[])[0] ?? {};
  const nothing = Object.keys(need).filter((name) => need[name] === null);
  expect(nothing.sort()).toEqual(['cars_allowed', 'from', 'gap_max_min', 'until']);
});

type Steps = readonly (string | number)[];

/** Where the fields of a form write. */
function leaves(fields: readonly Field[], value: Json, at: Steps): Steps[] {
  return fields.flatMap((field) => {
    const path = [...at, ...field.path];
    const found = valueAt(value, field.path);
    if (field.kind === 'more' || field.kind === 'own') return leaves(field.fields, found ?? value, path);
    if (field.kind === 'rows') return (found as readonly Json[]).flatMap((row, number) => leaves(field.fields, row, [...path, number]));
    return field.kind === 'place' ? ['lat', 'lon', 'address'].map((name) => [...path, name]) : [path];
  });
}

/** Where something stands in a document. */
function told(value: Json, at: Steps): Steps[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, inner]) => told(inner as Json, [...at, Array.isArray(value) ? Number(name) : name]));
}

test.each([[true, null], [false, { start: '07:00', end: '16:00', max_overtime_min: 0 }]])('a new car has hours of its own only where the team has none (%s)', (hasShift, hours) => {
  const known = { ...KNOWN, hasShift };
  const rows = fieldsOf('cars', known).find((one) => one.label === 'settings.shifts');
  expect([valueAt(blankOf('cars', known), ['shifts', 0, 'shift']), rows?.kind === 'rows' && valueAt(rows.blank, ['shift'])]).toEqual([hours, hours]);
});
