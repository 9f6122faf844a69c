import { expect, test } from 'vitest';
import { mediaType } from './uploads';

test('files go as what the ends of their names say', () => {
  expect(mediaType('Dag.2026.JSON')).toBe('application/json');
  expect(mediaType('dag.zip')).toBe('application/zip');
  expect([mediaType('dag.xlsx'), mediaType('dag')].every((type) => type.endsWith('spreadsheetml.sheet'))).toBe(true);
});
