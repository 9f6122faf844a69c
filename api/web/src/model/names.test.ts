import { expect, test } from 'vitest';
import { compareNames } from './names';

test('numbers in names count as numbers, and å comes after z', () => {
  expect(['e10', 'Åsa', 'e2', 'Zara', 'e1', 'Anna'].sort(compareNames)).toEqual(['Anna', 'e1', 'e2', 'e10', 'Zara', 'Åsa']);
});
