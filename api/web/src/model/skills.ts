import { sayIfKnown } from '../texts';

/** The word for a skill or a profession: the catalogue's, or its own with spaces. */
export function skillWord(skill: string): string {
  return sayIfKnown(`skill.${skill.toLowerCase()}`, skill.replaceAll('_', ' '));
}
