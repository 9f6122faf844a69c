// Taking a call: sent with where and when, answered with offers, asked about when it may be one taken before.

import { signal } from '@preact/signals';
import { client, take, type Schemas } from '../../../client/client';
import { Problem } from '../../../client/problem';
import { open } from '../../../model/board';
import { day, preview } from '../../../state/day';
import { tell, tellProblem } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { attempt, change, etagOf } from '../acting';
import { task, unsent } from '../task';

export type Call = Schemas['CallEntry'];
export type Offer = Schemas['OfferEntry'];

/** What may be the same call, told by the service: visits and when they are planned. */
export interface Alike {
  visit: string;
  car?: string;
  start?: string;
}

/** A call that may have been taken before, and what takes it nevertheless. */
export const doubt = signal<{ alike: readonly Alike[]; confirm: () => void } | null>(null);

/** Take a call for the plan that is open and show its offers. */
export async function takeCall(call: Record<string, unknown>, { confirm = false } = {}): Promise<void> {
  const key = day.value?.board.plan;
  if (!key) return;
  const body = { call, top: 5, per_car: 1, confirm, ...asOf };
  try {
    const taken = await take(client.POST('/api/plans/{key}/calls', { params: { path: { key } }, body }));
    doubt.value = null;
    unsent.value = false;
    showOffers(taken);
  } catch (error) {
    const alike = error instanceof Problem && error.kind === 'possible-duplicate' ? error.document.duplicates : undefined;
    if (!alike) return tellProblem(error);
    doubt.value = { alike: alike as unknown as Alike[], confirm: () => void takeCall(call, { confirm: true }) };
  }
}

export function showOffers(call: Call): void {
  task.value = { panel: 'offers', call: call.id };
}

export async function readCall(key: string): Promise<Call> {
  return take(client.GET('/api/calls/{key}', { params: { path: { key } } }));
}

/** Make the offers of a call anew, in the plan as it stands. */
export async function offerAnew(key: string): Promise<Call | null> {
  return take(client.POST('/api/calls/{key}/offers', { params: { path: { key } }, body: asOf })).catch((error: unknown) => { tellProblem(error); return null; });
}

/** Show the plan as it would be with an offer; gives what ends that. */
export function lookAt(call: Call, offer: Offer): () => void {
  let current = true;
  const number = call.offers.indexOf(offer) + 1;
  const asked = take(client.GET('/api/calls/{key}/offers/{number}/board', { params: { path: { key: call.id, number } } }));
  asked.then((board) => { if (current) preview.value = open(board); }, (error: unknown) => {
    if (current) preview.value = null; // no other offer's plan stands for it
    if (!(error instanceof Problem && error.status === 412)) tellProblem(error);
  });
  return () => { current = false; };
}

/** Put a call where an offer has it, just as it was seen. */
export async function applyOffer(call: Call, offer: Offer): Promise<boolean> {
  const again = () => void offerAnew(call.id).then((made) => { if (made) showOffers(made); });
  const proposal = await attempt(() => take(client.POST('/api/calls/{key}/proposals', { params: { path: { key: call.id } }, body: { offer: call.offers.indexOf(offer) + 1, car: offer.car, start: offer.start } })), again);
  if (!proposal) return false;
  const params = { path: { key: proposal.id }, header: { 'if-match': etagOf(call.plan, proposal.base_version) } };
  const car = day.value?.cars.get(offer.car);
  return change(() => take(client.POST('/api/proposals/{key}/apply', { params, body: {} })), (version) => say('call.placed', { who: nameOf(call), car: car ? `${car.label} ${car.id}` : '', n: version }), again);
}

export async function withdraw(call: Call): Promise<void> {
  await take(client.DELETE('/api/calls/{key}', { params: { path: { key: call.id } } })).then(() => tell(say('call.withdrawn')), tellProblem);
}

/** What a call is called on the page: a patient of the day as everywhere, else as the service calls it. */
export function nameOf(call: Call): string {
  const { patient } = call.call;
  const known = typeof patient === 'string' ? day.value?.board.visits.find((visit) => visit.patient === patient) : undefined;
  return known?.who ?? call.who;
}
