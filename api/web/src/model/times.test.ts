import { expect, test } from 'vitest';
import { nextMorning, nightAfter, readTime } from './times';

test.each([
  ['9', '09:00'], ['09', '09:00'], ['930', '09:30'], ['0930', '09:30'], ['9:30', '09:30'], ['09.30', '09:30'], [' 23:59 ', '23:59'],
  ['26:30', '26:30'], ['2630', '26:30'], ['26', '26:00'], ['0', '00:00'], ['47:59', '47:59'], ['', ''],
])('%s is %s', (typed, meant) => {
  expect(readTime(typed)).toBe(meant);
});

test.each(['48:00', '9:60', '960', '99', 'nio', '9:3', '12345', '-1', '9 am', '12:30:15'])('%s is no time', (typed) => {
  expect(readTime(typed)).toBe(null);
});

test('what is read reads back as itself', () => {
  for (const typed of ['7', '715', '26.30']) expect(readTime(readTime(typed) ?? '')).toBe(readTime(typed));
});

test('a time past midnight is one of the next morning', () => {
  expect(['26:30', '24:00', '23:59', ''].map(nextMorning)).toEqual(['02:30', '00:00', null, null]);
});

const at = (text: string) => Date.parse(text) / 1000;
const board = (starts: string[], last: string) => ({
  date: '2026-11-23', timezone: 'Europe/Stockholm', cars: starts.map((start) => ({ shift_start: at(start) })), extent: [at('2026-11-23T06:00+01:00'), at(last)],
}) as unknown as Parameters<typeof nightAfter>[1];
const NIGHT = board(['2026-11-23T21:30+01:00', '2026-11-23T21:00+01:00'], '2026-11-24T07:30+01:00');

test.each([
  ['01:30', '25:30'], ['00:00', '24:00'], ['07:30', '31:30'], ['07:31', null], ['20:30', null], ['21:00', null], ['22:00', null], ['25:30', null], ['', null],
])('%s of a night that begins at 21:00 is to be written as %s', (time, meant) => {
  expect(nightAfter(time, NIGHT)).toBe(meant);
});

test('no night follows where the day ends before midnight, where a shift has begun, or where there are no cars', () => {
  expect(nightAfter('01:30', board(['2026-11-23T07:00+01:00'], '2026-11-23T22:00+01:00'))).toBe(null);
  expect(nightAfter('01:30', board(['2026-11-22T23:00+01:00', '2026-11-23T21:00+01:00'], '2026-11-24T07:00+01:00'))).toBe(null);
  expect(nightAfter('01:30', board([], '2026-11-24T07:00+01:00'))).toBe(null);
});
