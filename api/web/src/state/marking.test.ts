import { beforeEach, expect, test } from 'vitest';
import { Problem } from '../client/problem';
import { listen, mark } from './marking';

const refuse = (...fields: string[]) => mark(new Problem(422, { faults: fields.map((field) => ({ code: 'x', file: null, row: null, field, cause: 'x', action: 'x' })) }));
const box = (id: string) => document.getElementById(id) as HTMLInputElement;

listen();
beforeEach(() => {
  document.body.innerHTML = '<form><input id="name" name="name" aria-describedby="help"><div data-field="shifts.0.crew"><input id="crew"></div><input id="login" data-field="login-taken"></form>';
  document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }));
});

test('a field is found by its path, or by what it is a part of, and the first has the focus', () => {
  refuse('shifts[0].crew[1]', 'name', 'elsewhere');
  expect([box('crew'), box('name'), box('login')].map((one) => one.ariaInvalid === 'true')).toEqual([true, true, false]);
  expect(box('name').getAttribute('aria-describedby')).toBe('fault-name help');
  expect(document.activeElement?.id).toBe('crew');
});

test('a kind of problem marks the field that it is about, by what tells of it', () => {
  mark(new Problem(409, { type: 'urn:hemrutt:problem:login-taken' }), 'notice-3');
  expect(box('login').getAttribute('aria-describedby')).toBe('notice-3 ');
});

test('a mark goes when its field is changed or the form is sent again', () => {
  refuse('name', 'shifts[0].crew');
  box('name').dispatchEvent(new Event('input'));
  expect([box('name').ariaInvalid, box('name').getAttribute('aria-describedby'), box('crew').ariaInvalid]).toEqual([null, 'help', 'true']);
  document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }));
  expect(box('crew').ariaInvalid).toBe(null);
});

test('what is refused beside a form marks nothing in one that was sent before', () => {
  refuse('name');
  box('name').dispatchEvent(new Event('input'));
  refuse('name');
  expect(box('name').ariaInvalid).toBe(null);
});
