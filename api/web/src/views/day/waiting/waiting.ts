// The calls of the day that have no place yet, kept as they stand, and told when one comes or gets offers.

import { effect, signal } from '@preact/signals';
import { client, take, type Schemas } from '../../../client/client';
import { urgencyOf } from '../../../model/ageing';
import { day } from '../../../state/day';
import { hear } from '../../../state/feed';
import { tell, tellProblem } from '../../../state/notices';
import { language, say } from '../../../texts';
import { nameOf, showOffers } from '../calls/taking';
import { pin, type Pin } from '../map/pins';
import { task } from '../task';

export type Call = Schemas['CallEntry'];

export const calls = signal<readonly Call[]>([]);

/** Calls that have waited before, so that one whose place is undone is not told as a new one. */
const known = new Set<string>();

let asked = 0;

async function read(plan: string, isTold: boolean): Promise<void> {
  const mine = ++asked;
  const found = await take(client.GET('/api/plans/{key}/calls', { params: { path: { key: plan } } })).catch((error: unknown) => { tellProblem(error); return null; });
  if (!found || mine !== asked) return;
  if (isTold) announce(calls.value, found);
  for (const call of found) known.add(call.id);
  calls.value = found;
}

function announce(before: readonly Call[], after: readonly Call[]): void {
  for (const call of after) {
    const was = before.find((one) => one.id === call.id);
    if (task.value?.['call'] === call.id) continue;
    if (!known.has(call.id)) tell(say('waiting.came', { who: nameOf(call) }), 'plain', { label: say('waiting.open'), act: () => showOffers(call) });
    else if (was && was.offers.length === 0 && call.offers.length > 0) tell(say('waiting.offered', { who: nameOf(call) }), 'good', { label: say('waiting.open'), act: () => showOffers(call) });
  }
}

/** Keep the waiting room of a plan as it stands; gives what ends that. */
export function followCalls(plan: string): () => void {
  calls.value = [];
  const speaking = language.subscribe(() => void read(plan, false));
  const pinning = effect(() => pin('calls', calls.value.flatMap(pinOf)));
  const hearing = hear(({ kind, document }) => {
    if (kind === 'reset' || (kind === 'call' && document['plan'] === plan)) void read(plan, true);
  });
  return () => { hearing(); speaking(); pinning(); pin('calls', []); };
}

/** Where a call waits on the map, numbered as it comes in the waiting room; pressed, it shows its offers. */
function pinOf(call: Call, at: number): Pin[] {
  const { lat, lon, patient } = call.call;
  const home = day.value?.board.visits.find((visit) => visit.patient === patient)?.place;
  const place = typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : home;
  if (!place) return [];
  return [{ id: call.visit, lat: place.lat, lon: place.lon, text: String(at + 1), tone: urgencyOf(call.priority) === 'now' ? 'bad' : 'plain', act: () => showOffers(call) }];
}
