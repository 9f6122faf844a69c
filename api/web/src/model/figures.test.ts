import { expect, test } from 'vitest';
import { minutes } from './figures';

test.each([[0, '0 min'], [90, '2 min'], [7169, '119 min'], [7170, '2 h'], [7500, '2 h 5 min'], [49_320, '13 h 42 min']])('%i seconds are told as %s', (seconds, told) => {
  expect(minutes(seconds)).toBe(told);
});
