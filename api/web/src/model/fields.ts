// Documents edited by form: which fields there are, and how each is read and written without touching the rest.

import type { Key } from '../texts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type Document = { readonly [name: string]: Json };
export type Path = readonly (string | number)[];

export interface Choice {
  value: string;
  label: string;
}

/** The road network that addresses are looked for in, and which place they had better be close to. */
export interface Within {
  roads: string;
  near: { lat: number; lon: number } | null;
}

interface Base {
  label: Key;
  path: Path;
  required?: boolean;
  /** What a label leaves open. */
  help?: Key;
}

export type Field =
  | (Base & { kind: 'text' | 'phone' | 'minutes' | 'words' })
  | (Base & { kind: 'date' | 'time' })
  /** One by its word, or several with commas between, `of` those that are known. */
  | (Base & { kind: 'skill' | 'skills'; of: readonly string[] })
  | (Base & { kind: 'check' })
  | (Base & { kind: 'number'; min?: number; max?: number })
  | (Base & { kind: 'place'; within: Within | null })
  | (Base & { kind: 'choice'; of: readonly Choice[] })
  /** `none`: what it is where nothing is chosen, an empty list unless told. */
  | (Base & { kind: 'choices'; of: readonly Choice[]; none?: null })
  | (Base & { kind: 'rows'; fields: readonly Field[]; blank: Json })
  /** What is there, or null for what holds otherwise. */
  | (Base & { kind: 'own'; fields: readonly Field[]; blank: Json })
  /** What is seldom needed: folded while it stands as it usually does. */
  | (Base & { kind: 'more'; fields: readonly Field[]; usual: Document });

/** The value at a path; null where there is none. */
export function valueAt(document: Json, path: Path): Json {
  let found: Json | undefined = document;
  for (const step of path) found = typeof found === 'object' && found !== null ? (found as Record<string | number, Json>)[step] : undefined;
  return found ?? null;
}

/** A document with another value at a path; what lies between is made where it is missing. */
export function withValue(document: Json, path: Path, value: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(document) ? [...(document as readonly Json[])] : [];
    list[step] = withValue(list[step] ?? null, rest, value);
    return list;
  }
  const inner = typeof document === 'object' && document !== null && !Array.isArray(document) ? (document as Document) : {};
  return { ...inner, [step]: withValue(inner[step] ?? null, rest, value) };
}

/** What a text typed into a field means; null: nothing. */
export function readTyped(kind: Field['kind'], text: string): Json {
  const plain = text.trim();
  if (kind === 'words' || kind === 'skills') return plain.split(',').map((one) => one.trim()).filter((one) => one !== '');
  if (plain === '') return null;
  if (kind === 'number' || kind === 'minutes' || kind === 'place') return Number(plain.replace(',', '.'));
  return plain;
}

/** Tell whether some of the fields differ from how they usually are. */
export function differs(fields: readonly Field[], value: Json, usual: Document): boolean {
  return fields.some((one) => JSON.stringify(valueAt(value, one.path)) !== JSON.stringify(valueAt(usual, one.path)));
}

/** A value as it stands in its field. */
export function showTyped(value: Json): string {
  if (Array.isArray(value)) return (value as readonly Json[]).join(', ');
  return value === null ? '' : String(value);
}
