import { expect, test } from 'vitest';
import { readTyped, showTyped, valueAt, withValue } from './fields';

test('a value is written where it belongs, and nothing else is touched', () => {
  const before = { id: 'p1', needs: [{ id: 'a', times: [] }, { id: 'b', priority: 4 }] };
  const after = withValue(before, ['needs', 0, 'times', 0, 'start'], '08:00');
  expect(after).toEqual({ id: 'p1', needs: [{ id: 'a', times: [{ start: '08:00' }] }, { id: 'b', priority: 4 }] });
  expect(before.needs[0]).toEqual({ id: 'a', times: [] });
  expect(valueAt(after, ['needs', 0, 'times', 0, 'start'])).toBe('08:00');
});

test('what is missing is nothing, not an error', () => {
  expect(valueAt({ shift: null }, ['shift', 'start'])).toBe(null);
  expect(withValue({ shift: null }, ['shift', 'start'], '07:00')).toEqual({ shift: { start: '07:00' } });
});

test('a field named as a prototype is a field and changes no other object', () => {
  const after = withValue({}, ['__proto__', 'late'], 'x');
  expect(Object.keys(after as object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['late']).toBe(undefined);
});

test('typed words and numbers read back as they were shown', () => {
  expect(readTyped('words', ' nurse,  palliative,')).toEqual(['nurse', 'palliative']);
  expect(showTyped(['nurse', 'palliative'])).toBe('nurse, palliative');
  expect(readTyped('number', '57,5')).toBe(57.5);
  expect(readTyped('date', ' ')).toBe(null);
});
