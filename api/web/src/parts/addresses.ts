// Addresses suggested while somebody types.

import { client, take } from '../client/client';
import { readPoint, type Spot } from '../model/call_form';
import type { Within } from '../model/fields';
import { say } from '../texts';
import type { Suggestion } from './combobox';

export const MOST = 5;
/** So long nothing more must have been typed before addresses are looked for. */
const PAUSE_MS = 150;

/** A house number, which is no part of a postcode. */
const HOUSE = /\D (\d{1,4}[a-z]?)(?! ?\d)/i;

export async function findAddresses(text: string, within: Within | null): Promise<Suggestion<Spot>[]> {
  if (!within || readPoint(text)) return [];
  const body = { text: text.slice(0, 200), most: MOST, near: within.near };
  // Whoever types faster than addresses are found still has what is known here: a search that is refused suggests nothing.
  const answer = await take(client.POST('/api/roads/{name}/addresses/search', { params: { path: { name: within.roads } }, body })).catch(() => null);
  const house = HOUSE.exec(text)?.[1];
  return (answer?.hits ?? []).map(({ kind, label, lat, lon }) => {
    const isAsked = kind === 'street' && house !== undefined;
    // What was typed is kept in the address, though the point is the street's.
    const address = isAsked ? label.replace(/^[^,]*/, (street) => `${street} ${house}`) : label;
    return { label, hint: say(isAsked ? 'call.street_only' : `call.${kind}`), value: { kind: 'point', lat, lon, label: address, address } };
  });
}

/** Suggest the point that a text is. */
export function readCoordinates(text: string): Suggestion<Spot>[] {
  const point = readPoint(text);
  return point ? [{ label: point.label, hint: say('call.point'), value: point }] : [];
}

/** Show what is known here, and more beside it as soon as it is found; gives what ends the looking. */
export function suggestBeside(known: readonly Suggestion<Spot>[], findMore: (known: readonly Suggestion<Spot>[]) => Promise<readonly Suggestion<Spot>[]>, show: (found: readonly Suggestion<Spot>[]) => void): () => void {
  let isWanted = true;
  show(known);
  const pause = setTimeout(() => void findMore(known).then((found) => { if (isWanted) show(found); }), PAUSE_MS);
  return () => { isWanted = false; clearTimeout(pause); };
}
