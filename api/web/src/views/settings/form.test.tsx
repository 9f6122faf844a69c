import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import type { Field, Json } from '../../model/fields';
import { Fields } from './form';

const FIELDS: readonly Field[] = [
  { kind: 'rows', label: 'morning.from', path: ['windows'], blank: { start: null }, fields: [{ kind: 'time', label: 'morning.from', path: ['start'] }] },
];

/** A form of rows of one time each, with what a press or a key in it does. */
function show(...starts: (string | null)[]) {
  const root = document.createElement('div');
  const draw = (value: Json): void => render(<Fields fields={FIELDS} value={value} onChange={draw} />, root);
  act(() => draw({ windows: starts.map((start) => ({ start })) }));
  const boxes = () => [...root.querySelectorAll('input')];
  return {
    texts: () => boxes().map((box) => box.value),
    type: (at: number, text: string) => act(() => { const box = boxes()[at]; if (box) { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); } }),
    press: (at: number) => act(() => { root.querySelectorAll('button')[at]?.click(); }),
  };
}

test('a time half typed goes with the row that is removed', () => {
  const form = show(null, null);
  form.type(0, '8:3');
  form.press(0);
  expect(form.texts()).toEqual(['']);
});

test('a time half typed stays in its row when another is removed, and a row that is added is empty', () => {
  const form = show('08:00', '09:00');
  form.type(1, '9:3');
  form.press(0);
  expect(form.texts()).toEqual(['9:3']);
  form.press(1);
  expect(form.texts()).toEqual(['9:3', '']);
});

test('a phone number is typed with the keys of a phone', () => {
  const root = document.createElement('div');
  act(() => render(<Fields fields={[{ kind: 'phone', label: 'settings.phone', path: ['phone'] }]} value={{ phone: '070-174 06 05' }} onChange={() => {}} />, root));
  expect(root.querySelector('input')?.type).toBe('tel');
});

test('professions and skills are shown and typed in words, and kept as what they are', () => {
  const root = document.createElement('div');
  const kept: Json[] = [];
  const fields: readonly Field[] = [{ kind: 'skill', label: 'settings.profession', path: ['profession'], of: ['nurse'] }, { kind: 'skills', label: 'settings.skills', path: ['skills'], of: [] }];
  act(() => render(<Fields fields={fields} value={{ profession: 'nurse', skills: ['iv_therapy'] }} onChange={(value) => kept.push(value)} />, root));
  const boxes = [...root.querySelectorAll('input')];
  expect(boxes.map((box) => box.value)).toEqual(['sjuksköterska', 'intravenös behandling']);
  const type = (box: HTMLInputElement | undefined, text: string) => act(() => { if (box) { box.value = text; box.dispatchEvent(new Event('change', { bubbles: true })); } });
  type(boxes[0], 'Läkare');
  type(boxes[1], 'sårvård, ultraljud');
  expect(kept).toEqual([{ profession: 'doctor', skills: ['iv_therapy'] }, { profession: 'nurse', skills: ['wounds', 'ultrasound'] }]);
});
