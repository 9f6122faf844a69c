// Where a call may be for: patients of the day, addresses of its roads, coordinates.

import { client, take } from '../../../client/client';
import { placeBeside } from '../../../model/board';
import { pickSpot, readPoint, type Spot } from '../../../model/call_form';
import type { Suggestion } from '../../../parts/combobox';
import { day, type Chosen } from '../../../state/day';
import { say } from '../../../texts';

const MOST = 5;
/** So long nothing more must have been typed before addresses are looked for. */
const PAUSE_MS = 150;

/** Suggest what a text may mean: patients at once, addresses as soon as they are found; gives what ends the looking. */
export function suggestSpots(text: string, show: (found: readonly Suggestion<Spot>[]) => void): () => void {
  const known = here(text);
  let isWanted = true;
  show(known);
  const pause = setTimeout(() => void addresses(text).then((found) => { if (isWanted) show([...known, ...found]); }), PAUSE_MS);
  return () => { isWanted = false; clearTimeout(pause); };
}

/** Give the place that a text means beyond doubt; null: somebody has to choose. */
export async function findSpot(text: string): Promise<Spot | null> {
  const found = readPoint(text) ? here(text) : [...here(text), ...(await addresses(text))];
  return pickSpot(text, found.map((one) => one.value));
}

/** Give the patient whose visit was pressed on the map. */
export function patientAt(hit: Chosen): Spot | null {
  const visit = hit && 'visit' in hit ? day.value?.visits.get(hit.visit) : undefined;
  return visit ? { kind: 'patient', patient: visit.patient, label: visit.who } : null;
}

function here(text: string): Suggestion<Spot>[] {
  const point = readPoint(text);
  return point ? [{ label: point.label, hint: say('call.point'), value: point }] : patients(text);
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

async function addresses(text: string): Promise<Suggestion<Spot>[]> {
  const board = day.value?.board;
  if (!board?.roads || readPoint(text)) return [];
  const near = board.bases[0]?.place;
  const body = { text: text.slice(0, 200), most: MOST, near: near ? { lat: near.lat, lon: near.lon } : null };
  // Whoever types faster than addresses are found still has the patients: a search that is refused suggests nothing.
  const answer = await take(client.POST('/api/roads/{name}/addresses/search', { params: { path: { name: board.roads } }, body })).catch(() => null);
  return (answer?.hits ?? []).map((hit) => ({ label: hit.label, hint: say(`call.${hit.kind}`), value: { kind: 'point', lat: hit.lat, lon: hit.lon, label: hit.label, address: hit.label } }));
}
