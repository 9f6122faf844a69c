import { expect, test } from 'vitest';
import type { Field } from '../../model/fields';
import { nameField } from './field_words';

const FIELDS: readonly Field[] = [
  { kind: 'rows', label: 'settings.shifts', path: ['shifts'], blank: {}, fields: [
    { kind: 'choices', label: 'settings.crew', path: ['crew'], of: [] },
    { kind: 'more', label: 'settings.more', path: [], usual: {}, fields: [{ kind: 'date', label: 'settings.until', path: ['until'] }] }] },
  { kind: 'rows', label: 'settings.capacity', path: ['capacity'], blank: {}, fields: [] },
  { kind: 'choice', label: 'settings.traffic', path: ['rules', 'traffic'], of: [] },
];

test.each([
  ['shifts[1].crew[0]', 'Pass 2, Bemanning'], ['shifts[0].until', 'Pass 1, Till och med'], ['shifts', 'Pass'], ['rules.traffic', 'Trafik'],
  ['capacity.oxygen', 'Lastutrymme'], ['later.added', 'later.added'], ['', ''],
])('%s is %s in the words of its form', (field, words) => {
  expect(nameField(FIELDS, field)).toBe(words);
});
