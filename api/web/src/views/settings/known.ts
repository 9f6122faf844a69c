// What a team's records can refer to.

import { type Choice, type Document, valueAt, type Within } from '../../model/fields';
import { compareNames } from '../../model/names';
import { readAll, readSettings } from './sections';

export interface Known {
  staff: readonly Choice[];
  cars: readonly Choice[];
  bases: readonly Choice[];
  skills: readonly string[];
  within: Within | null;
  /** Whether the team has hours for cars without their own. */
  hasShift: boolean;
}

export async function readKnown(team: string): Promise<Known> {
  const [staff, cars, { settings }] = await Promise.all([readAll(team, 'staff'), readAll(team, 'cars'), readSettings(team)]);
  const named = (value: string, label: unknown): Choice => ({ value, label: String(label ?? value) });
  const inOrder = (choices: Choice[]) => choices.sort((one, other) => compareNames(one.label, other.label));
  const bases = (settings['bases'] ?? []) as readonly Document[];
  return {
    staff: inOrder(staff.map((one) => named(one.key, one.record['name']))),
    cars: inOrder(cars.map((one) => named(one.key, one.key))),
    bases: bases.map((one) => named(String(one['id']), one['id'])),
    skills: [...new Set(staff.flatMap(({ record }) => [String(record['profession']), ...((record['skills'] ?? []) as readonly string[])]))].sort(),
    within: withinOf(settings),
    hasShift: Boolean(settings['shift']),
  };
}

/** Where a team's addresses are looked for: on its roads, by its first base. */
export function withinOf(settings: Document): Within | null {
  const [roads, lat, lon] = [settings['roads'], valueAt(settings, ['bases', 0, 'lat']), valueAt(settings, ['bases', 0, 'lon'])];
  if (typeof roads !== 'string') return null;
  return { roads, near: typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null };
}
