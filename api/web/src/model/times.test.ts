import { expect, test } from 'vitest';
import { nextMorning, readTime } from './times';

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
