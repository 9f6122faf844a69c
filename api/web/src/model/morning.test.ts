import { expect, test } from 'vitest';
import { adjustments, AS_DUE, beginsNow, byPatient, type CarToday, clockIn, goes, lastShiftEnd, makeOneOff, marked, type Morning, reseated, seat, sumUp, unseat, wantedOf } from './morning';

const car = (id: string, crew: string[], idle: CarToday['idle'] = null): CarToday => ({ id, mode: 'car', idle, out_of_service: null, crew, missing: [] });
const visit = (id: string, patient: string, start: string) => ({ ...makeOneOff(new Set(), { patient, minutes: 30, start, end: '23:00', skills: [], mandatory: false }, null), id });

const person = (id: string, at_work = true) => ({ id, name: id, profession: 'nurse', skills: [], at_work, absence: null });

const MORNING = {
  staff: [person('ada'), person('bo'), person('eva'), person('kim', false), person('lo', false)],
  cars: [car('B1', ['ada']), car('B2', ['bo', 'eva']), car('B3', [], 'no_shift')],
  day: {
    locations: [{ id: 'h1', lat: 0, lon: 0, address: 'Storgatan 1' }, { id: 'h2', lat: 0, lon: 0 }],
    patients: [{ id: 'p1', location: 'h1', protected: false }, { id: 'p2', location: 'h2', protected: true }, { id: 'p3', location: 'h2', protected: false }],
    visits: [visit('a', 'p1', '10:00'), visit('b', 'p2', '08:00'), visit('c', 'p1', '09:00')],
  },
} as unknown as Morning;

test('patients come in the order of their first visits, those without any not at all', () => {
  expect(byPatient(MORNING).map((one) => [one.patient, one.visits.map((two) => two.id)])).toEqual([['p2', ['b']], ['p1', ['c', 'a']]]);
});

test('a car whose whole crew is ill does not go, one with somebody left does', () => {
  const wanted = { ...AS_DUE, ill: ['ada', 'bo'] };
  expect(MORNING.cars.map((one) => goes(one, wanted))).toEqual([false, true, false]);
  expect(sumUp(MORNING, wanted)).toEqual({ visits: 3, patients: 2, cars: 1, standing: 1, staff: 1, seatless: 0 });
});

test('somebody called in gets a car going, but not one that has no shift', () => {
  const wanted = { ...AS_DUE, ill: ['ada'], crews: { B1: ['ada', 'kim'], B3: ['lo'] } };
  expect(MORNING.cars.map((one) => goes(one, wanted))).toEqual([true, true, false]);
  expect(sumUp(MORNING, wanted)).toMatchObject({ cars: 2, staff: 4, seatless: 1 });
});

test('somebody whose car is gone goes with another, and with that one alone when theirs goes again', () => {
  const gone = { ...AS_DUE, gone: ['B1'] };
  const moved = { ...gone, crews: seat(MORNING, gone, 'ada', 'B2') };
  expect(moved.crews).toEqual({ B1: [], B2: ['bo', 'eva', 'ada'] });
  expect(reseated(MORNING, moved)).toEqual([{ person: 'ada', car: 'B2' }]);
  expect(sumUp(MORNING, { ...moved, gone: [] })).toMatchObject({ cars: 1, standing: 1, staff: 3, seatless: 0 });
  const back = { ...moved, crews: seat(MORNING, moved, 'ada', 'B1') };
  expect([back.crews, reseated(MORNING, back)]).toEqual([{ B1: ['ada'], B2: ['bo', 'eva'] }, []]);
});

test('visits taken off and added are counted', () => {
  const extra = makeOneOff(new Set(['p1.extra:1']), { patient: 'p1', minutes: 20, start: '', end: '', skills: [], mandatory: true }, null);
  expect(extra.id).toBe('p1.extra:2');
  expect(extra.windows).toEqual([]);
  expect(sumUp(MORNING, { ...AS_DUE, off: ['a', 'b'], extra: [extra] }).visits).toBe(2);
  expect(sumUp(MORNING, { ...AS_DUE, off: ['b'] }).patients).toBe(1);
});

test('what two people mark is marked once', () => {
  expect(marked(marked([], 'a', true), 'a', true)).toEqual(['a']);
  expect(marked(['a', 'b'], 'a', false)).toEqual(['b']);
});

test('what the service keeps of an absence besides is told again, and who is ill keeps their seat', () => {
  const kept = { staff_ill: [{ id: 'ada', kind: 'child_ill' as const, until: '2026-11-27' }], cars_gone: [], visits_off: ['a'], crews: { B1: ['ada'] }, visits: [] };
  const wanted = wantedOf(kept);
  expect(adjustments({ ...wanted, ill: [...wanted.ill, 'bo'] }, kept)).toEqual({ ...kept, staff_ill: [...kept.staff_ill, { id: 'bo', kind: 'ill' }] });
});

test('the time of the clock is found with and without a date', () => {
  expect(['08:30', '2026-11-23T08:30:00+01:00', ''].map(clockIn)).toEqual(['08:30', '08:30', '']);
});

const shifts = (...ends: string[]) => ({ date: '2026-11-23', day: { cars: ends.map((end) => ({ shift: { start: '21:00', end } })) } }) as unknown as Morning;

test('the last shift ends after midnight as the day counts it, with and without a date', () => {
  expect(lastShiftEnd(shifts('16:30', '30:00', '22:00'))).toBe('30:00');
  expect(lastShiftEnd(shifts('2026-11-24T06:15:00+01:00', '23:00'))).toBe('30:15');
  expect(lastShiftEnd(shifts('2026-11-23T17:00:00+01:00', '16:30'))).toBe('17:00');
  expect(lastShiftEnd(shifts())).toBe(null);
});

test.each([
  ['22:00', '', '31:00', '31:00'], ['22:00', '', null, '47:59'], ['22:00', '23:30', '31:00', '23:30'],
  ['18:00', '', '17:00', '47:59'], ['25:00', '', '31:00', '31:00'], ['', '10:00', '31:00', '10:00'],
])('a visit from %s to %s, the last shift ending %s, may start until %s', (start, end, lastEnd, until) => {
  const { windows } = makeOneOff(new Set(), { patient: 'p1', minutes: 20, start, end, skills: [], mandatory: false }, lastEnd);
  expect(windows).toEqual([{ start: start || '00:00', end: until }]);
});

test('a plan begins now, at the next five minutes, only while shifts of its date are under way', () => {
  const found = { date: '2026-11-23', day: { timezone: 'Europe/Stockholm', cars: [{ shift: { start: '07:30', end: '16:00' } }, { shift: { start: '13:00', end: '21:30' } }] } } as unknown as Morning;
  const at = (time: string) => beginsNow(found, Date.parse(`${time}+01:00`) / 1000);
  expect(['2026-11-23T07:24', '2026-11-23T09:38', '2026-11-23T21:20', '2026-11-23T21:30', '2026-11-22T09:38', '2026-11-24T09:38'].map(at)).toEqual([null, '09:40', '21:20', null, null, null]);
});

test('somebody called in by mistake is taken out of the car, which is then as usual', () => {
  const called = { ...AS_DUE, crews: { ...seat(MORNING, AS_DUE, 'kim', 'B2'), B1: [] } };
  expect(unseat(car('B2', ['bo', 'eva']), called, 'kim')).toEqual({ B1: [] });
  const two = { ...called, crews: seat(MORNING, called, 'lo', 'B2') };
  expect(unseat(car('B2', ['bo', 'eva']), two, 'kim')).toEqual({ B1: [], B2: ['bo', 'eva', 'lo'] });
});
