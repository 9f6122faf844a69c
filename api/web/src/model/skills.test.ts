import { expect, test } from 'vitest';
import { skillMeant, skillWord } from './skills';

test('a skill is typed by the word that it is shown by', () => {
  expect(['Sjuksköterska', 'intravenös behandling', 'nurse'].map((word) => skillMeant(word, []))).toEqual(['nurse', 'iv_therapy', 'nurse']);
  expect(skillMeant(skillWord('home_visits'), ['home_visits'])).toBe('home_visits');
  expect(skillMeant(' tandhygienist ', ['nurse'])).toBe('tandhygienist');
});
