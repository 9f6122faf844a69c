// What users read, by subject, in Swedish and English; every key exists in both, which the types see to.

import { signal } from '@preact/signals';
import { catalogue as sv, type Catalogue } from './sv';

export type Language = 'sv' | 'en';
export type Key = keyof Catalogue;

const KEPT = 'hemrutt.language';

export const language = signal<Language>(chosen());
const texts = signal<Catalogue>(sv);

/** Load the chosen language. */
export async function load(): Promise<void> {
  texts.value = language.value === 'sv' ? sv : (await import('./en')).catalogue;
  document.documentElement.lang = language.value;
}

/** Choose another language, here and for the next visit. */
export async function choose(wanted: Language): Promise<void> {
  localStorage.setItem(KEPT, wanted);
  language.value = wanted;
  await load();
}

/** Say a text with its values filled in; `{n|one|many}` picks by the number n. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
  const text = texts.value[key];
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return String(value);
    return String(value) === '1' ? one : many;
  });
}

/** Say a text whose key is put together from data, or the fallback where there is none. */
export function sayIfKnown(key: string, fallback: string): string {
  return key in texts.value ? texts.value[key as Key] : fallback;
}

/** Find the key that begins so and says a text, whatever its case. */
export function findKey(start: string, text: string): Key | undefined {
  return (Object.keys(texts.value) as Key[]).find((key) => key.startsWith(start) && texts.value[key].toLowerCase() === text.toLowerCase());
}

function chosen(): Language {
  const kept = localStorage.getItem(KEPT) ?? document.documentElement.lang;
  return kept === 'en' ? 'en' : 'sv';
}
