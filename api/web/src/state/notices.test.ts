import { beforeEach, expect, test } from 'vitest';
import { Problem } from '../client/problem';
import { forgive, notices, tell, tellIn, tellProblem, unsay } from './notices';

const texts = () => notices.value.map(({ text }) => text);

beforeEach(() => { notices.value = []; });

test('what went wrong stays, however much is told after it', () => {
  tell('wrong', 'bad');
  for (const text of ['one', 'two', 'three', 'four', 'five']) tell(text);
  expect(texts()).toEqual(['wrong', 'two', 'three', 'four', 'five']);
});

test('the same told again stands once, as the newest', () => {
  tell('wrong', 'bad');
  tell('also', 'bad');
  tell('wrong', 'bad');
  expect(texts()).toEqual(['also', 'wrong']);
});

test('what went wrong goes with what was worked on, and nothing else does', () => {
  tell('wrong', 'bad');
  tell('done', 'good');
  forgive();
  expect(texts()).toEqual(['done']);
});

test('what is refused is told in the topmost dialog, and goes with it', () => {
  const [below, above] = [Symbol(), Symbol()];
  const refuse = (detail: string) => tellProblem(new Problem(409, { detail }));
  const told = () => notices.value.map(({ text, dialog }) => [text, dialog]);
  const ends = [below, above].map(tellIn);
  refuse('taken');
  ends[1]?.();
  expect(told()).toEqual([]);
  refuse('still taken');
  tell('late', 'bad');
  expect(told()).toEqual([['still taken', below], ['late', undefined]]);
  ends[0]?.();
  refuse('busy');
  expect(told()).toEqual([['late', undefined], ['busy', undefined]]);
});

test('what told of something goes when that is undone elsewhere, and nothing else does', () => {
  for (const undoes of ['one', 'other']) tell(undoes, 'good', { label: 'Undo', act: () => {}, undoes });
  tell('done', 'good');
  unsay('one');
  expect(texts()).toEqual(['other', 'done']);
});
