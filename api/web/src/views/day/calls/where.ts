// Where a call may be for: patients of the day, addresses of its roads, coordinates.

import { placeBeside } from '../../../model/board';
import { pickSpot, readPoint, type Spot } from '../../../model/call_form';
import type { Within } from '../../../model/fields';
import { findAddresses, MOST, readCoordinates, suggestBeside } from '../../../parts/addresses';
import type { Suggestion } from '../../../parts/combobox';
import { day, type Chosen } from '../../../state/day';

/** Suggest what a text may mean: patients at once, addresses as soon as they are found; gives what ends the looking. */
export function suggestSpots(text: string, show: (found: readonly Suggestion<Spot>[]) => void): () => void {
  return suggestBeside(here(text), text, within(), show);
}

/** Give the place that a text means beyond doubt; null: somebody has to choose. */
export async function findSpot(text: string): Promise<Spot | null> {
  const found = readPoint(text) ? here(text) : [...here(text), ...(await findAddresses(text, within()))];
  return pickSpot(text, found.map((one) => one.value));
}

/** Give the patient whose visit was pressed on the map. */
export function patientAt(hit: Chosen): Spot | null {
  const visit = hit && 'visit' in hit ? day.value?.visits.get(hit.visit) : undefined;
  return visit ? { kind: 'patient', patient: visit.patient, label: visit.who } : null;
}

function here(text: string): Suggestion<Spot>[] {
  return readPoint(text) ? readCoordinates(text) : patients(text);
}

function patients(text: string): Suggestion<Spot>[] {
  const wanted = text.trim().toLocaleLowerCase();
  const found = new Map<string, Suggestion<Spot>>();
  for (const visit of day.value?.board.visits ?? []) {
    const { patient, who } = visit;
    const where = placeBeside(visit) ?? '';
    if (!`${who} ${where}`.toLocaleLowerCase().includes(wanted) || found.has(patient)) continue;
    found.set(patient, { label: who, hint: where, value: { kind: 'patient', patient, label: who } });
  }
  const starts = (one: Suggestion<Spot>) => Number(one.label.toLocaleLowerCase().startsWith(wanted));
  return [...found.values()].sort((one, other) => starts(other) - starts(one) || one.label.length - other.label.length).slice(0, MOST);
}

function within(): Within | null {
  const board = day.value?.board;
  const near = board?.bases[0]?.place;
  return board?.roads ? { roads: board.roads, near: near ? { lat: near.lat, lon: near.lon } : null } : null;
}
