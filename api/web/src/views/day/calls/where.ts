// Where a call may be for: patients of the day and of the registry, addresses of the day's roads, coordinates.

import { client, take } from '../../../client/client';
import { placeBeside } from '../../../model/board';
import { pickSpot, readPoint, type Spot } from '../../../model/call_form';
import type { Within } from '../../../model/fields';
import { findAddresses, MOST, readCoordinates, suggestBeside } from '../../../parts/addresses';
import type { Suggestion } from '../../../parts/combobox';
import { day, type Chosen } from '../../../state/day';
import { say } from '../../../texts';

/** Suggest what a text may mean: patients at once, addresses as soon as they are found; gives what ends the looking. */
export function suggestSpots(text: string, show: (found: readonly Suggestion<Spot>[]) => void): () => void {
  return suggestBeside(here(text), (known) => findBeside(known, text), show);
}

/** Give the place that a text means beyond doubt; null: somebody has to choose. */
export async function findSpot(text: string): Promise<Spot | null> {
  const found = readPoint(text) ? here(text) : await findBeside(here(text), text);
  return pickSpot(text, found.map((one) => one.value));
}

/** Give the patient whose visit was pressed on the map. */
export function patientAt(hit: Chosen): Spot | null {
  const visit = hit && 'visit' in hit ? day.value?.visits.get(hit.visit) : undefined;
  return visit ? { kind: 'patient', patient: visit.patient, label: visit.who } : null;
}

/** Add the team's other patients and addresses to what the page knows itself. */
async function findBeside(known: readonly Suggestion<Spot>[], text: string): Promise<Suggestion<Spot>[]> {
  const [others, addresses] = await Promise.all([findPatients(text), findAddresses(text, within())]);
  const patients = [...known, ...others.filter((one) => !known.some((other) => other.label === one.label))];
  return [...inOrder(patients, text), ...addresses];
}

async function findPatients(text: string): Promise<Suggestion<Spot>[]> {
  const key = day.value?.board.plan;
  if (!key || readPoint(text)) return [];
  const body = { text: text.slice(0, 200), most: MOST };
  const answer = await take(client.POST('/api/plans/{key}/patients/search', { params: { path: { key } }, body })).catch(() => null);
  const today = new Set(day.value?.board.visits.map((visit) => visit.patient));
  return (answer?.hits ?? []).map(({ patient, address, place }) => {
    // Whom the day does not have is called for where they live.
    const value: Spot = place ? { kind: 'point', lat: place.lat, lon: place.lon, label: patient, address: [patient, address].filter(Boolean).join(', '), isHome: true } : { kind: 'patient', patient, label: patient };
    const besides = place ? say('call.not_in_day') : !today.has(patient) && say('call.no_visit');
    return suggest(patient, [address, besides].filter(Boolean).join(' · '), value, text);
  });
}

function here(text: string): Suggestion<Spot>[] {
  return readPoint(text) ? readCoordinates(text) : patientsToday(text);
}

function patientsToday(text: string): Suggestion<Spot>[] {
  const wanted = text.trim().toLocaleLowerCase();
  const found = new Map<string, Suggestion<Spot>>();
  for (const visit of day.value?.board.visits ?? []) {
    const { patient, who } = visit;
    const where = placeBeside(visit) ?? '';
    if (!`${who} ${where}`.toLocaleLowerCase().includes(wanted) || found.has(patient)) continue;
    found.set(patient, suggest(who, where, { kind: 'patient', patient, label: who }, text));
  }
  return inOrder([...found.values()], text);
}

function suggest(label: string, hint: string, value: Spot, text: string): Suggestion<Spot> {
  return { label, hint, value, isDoubtful: nearness(label, text) > 0 };
}

/** Who is called just that first, then whose name begins so. */
function inOrder(found: readonly Suggestion<Spot>[], text: string): Suggestion<Spot>[] {
  return [...found].sort((one, other) => nearness(one.label, text) - nearness(other.label, text) || one.label.length - other.label.length).slice(0, MOST);
}

function nearness(label: string, text: string): 0 | 1 | 2 {
  const [name, wanted] = [label, text].map((one) => one.trim().toLocaleLowerCase());
  return name === wanted ? 0 : name?.startsWith(wanted ?? '') ? 1 : 2;
}

function within(): Within | null {
  const board = day.value?.board;
  const near = board?.bases[0]?.place;
  return board?.roads ? { roads: board.roads, near: near ? { lat: near.lat, lon: near.lon } : null } : null;
}
