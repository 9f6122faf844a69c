import { beforeEach, expect, test } from 'vitest';
import { forgive, notices, tell } from './notices';

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
