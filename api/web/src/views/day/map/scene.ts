// What the map shows: the day, or what would become of it over the day as it stands, and what of it stands out.

import type { Day } from '../../../model/board';
import { UNCHANGED, compare, type Changes } from '../../../model/changes';
import { chosen, chosenCar, day, hidden, now, pointed, preview } from '../../../state/day';
import { isDark } from '../../../state/theme';

export interface Scene {
  /** What is shown in colour: what would become of the day where that is looked at, else the day. */
  day: Day;
  /** The day as it stands, beneath, where `day` is not it. */
  before: Day | null;
  changes: Changes;
  visit: string | null;
  car: string | null;
  pointedVisit: string | null;
  pointedCar: string | null;
  hidden: ReadonlySet<string>;
  now: number;
  dark: boolean;
}

let compared: { before: Day; after: Day; changes: Changes } | null = null;

/** Put together what the page's state says; null while there is no day. */
export function readScene(): Scene | null {
  const current = day.value;
  if (!current) return null;
  const shown = preview.value ?? current;
  const visit = chosen.value && 'visit' in chosen.value ? chosen.value.visit : null;
  const pointedVisit = pointed.value && 'visit' in pointed.value ? pointed.value.visit : null;
  return {
    day: shown,
    before: preview.value ? current : null,
    changes: changesOf(current, preview.value),
    visit,
    car: (visit && shown.visits.get(visit)?.stop?.car) ?? chosenCar.value,
    pointedVisit,
    pointedCar: pointed.value && 'car' in pointed.value ? pointed.value.car : (pointedVisit && shown.visits.get(pointedVisit)?.stop?.car) ?? null,
    hidden: hidden.value,
    now: now.value,
    dark: isDark.value,
  };
}

/** Tell how much a car's route stands out while nothing is chosen. */
export function weigh(scene: Scene, car: string): 'plain' | 'faint' {
  return scene.before && !scene.changes.cars.has(car) ? 'faint' : 'plain';
}

/** Tell whether a car is in front of the others: chosen or pointed at, itself or a visit of its. */
export function isInFront(scene: Scene, car: string): boolean {
  return !scene.hidden.has(car) && (scene.car === car || scene.pointedCar === car);
}

function changesOf(before: Day, after: Day | null): Changes {
  if (!after) return UNCHANGED;
  if (compared?.before !== before || compared.after !== after) compared = { before, after, changes: compare(before, after) };
  return compared.changes;
}
