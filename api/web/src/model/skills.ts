import { findKey, sayIfKnown } from '../texts';

const KEY = 'skill.';

/** The word for a skill or a profession: the catalogue's, or its own with spaces. */
export function skillWord(skill: string): string {
  return sayIfKnown(`${KEY}${skill.toLowerCase()}`, skill.replaceAll('_', ' '));
}

/** The skill that a word is typed for: one of those that are `known`, or of the catalogue's, whatever the case; else the word. */
export function skillMeant(word: string, known: readonly string[]): string {
  const plain = word.trim();
  return known.find((one) => skillWord(one).toLowerCase() === plain.toLowerCase()) ?? findKey(KEY, plain)?.slice(KEY.length) ?? plain;
}
