import { expect, it } from 'vitest';
import { nameOfKey, writeKey, type Pressed } from './shortcut';

const press = (key: string, more: Partial<Pressed> = {}) => nameOfKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

it('names keys, with Shift only where it makes another sign', () => {
  expect([press('n'), press('N', { shiftKey: true }), press('?', { shiftKey: true })]).toEqual(['n', 'n', '?']);
  expect([press('z', { ctrlKey: true }), press('z', { metaKey: true })]).toEqual(['ctrl+z', 'ctrl+z']);
});

it('takes doing again for no undoing', () => {
  expect(press('Z', { ctrlKey: true, shiftKey: true })).toBeNull();
  expect(press('z', { ctrlKey: true, altKey: true })).toBeNull();
});

it('writes single keys as they stand on keyboards, and others as they are', () => {
  expect(['n', '?', 'Ctrl+Z'].map(writeKey)).toEqual(['N', '?', 'Ctrl+Z']);
});
