// What somebody fills in for an urgent call, and the call (`hemrutt-call/1`) that it makes.

import { PRIORITIES, type Urgency } from './ageing';

export type Spot =
  | { kind: 'patient'; patient: string; label: string }
  | { kind: 'point'; lat: number; lon: number; label: string; address?: string; isHome?: boolean };

/** How the visit that is called for is made. */
export const CALL_KINDS = ['home', 'phone', 'video'] as const;

export interface CallForm {
  spot: Spot | null;
  kind: (typeof CALL_KINDS)[number];
  minutes: number;
  earliest: string;
  latest: string;
  urgency: Urgency;
  skills: readonly string[];
  crewSize: number;
  preferred: readonly string[];
}

export const EMPTY: CallForm = { spot: null, kind: 'home', minutes: 30, earliest: '', latest: '', urgency: 'soon', skills: [], crewSize: 1, preferred: [] };

/** Whether nothing has been filled in. */
export function isEmpty(form: CallForm): boolean {
  return JSON.stringify(form) === JSON.stringify(EMPTY);
}

/** Make the call of a form; what was left open is left out. By phone or video it may be for nobody's home. */
export function makeCall(form: CallForm, spot: Spot | null): Record<string, unknown> {
  return {
    ...(spot ? whereOf(spot) : {}),
    ...(form.kind !== 'home' && { kind: form.kind }),
    duration_min: form.minutes,
    priority: PRIORITIES[form.urgency],
    ...(form.earliest && { earliest: form.earliest }),
    ...(form.latest && { latest: form.latest }),
    ...(form.skills.length > 0 && { skills: form.skills }),
    ...(form.crewSize > 1 && { crew_size: form.crewSize }),
    ...(spot?.kind !== 'patient' && form.preferred.length > 0 && { contact_staff: form.preferred }),
  };
}

function whereOf(spot: Spot): Record<string, unknown> {
  if (spot.kind === 'patient') return { patient: spot.patient };
  return { lat: spot.lat, lon: spot.lon, ...(spot.address && { address: spot.address }) };
}

/** A point that was pressed on the map, called by its coordinates. */
export function spotAt({ lat, lon }: { lat: number; lon: number }): Spot {
  return { kind: 'point', lat, lon, label: `${lat.toFixed(5)}, ${lon.toFixed(5)}` };
}

/** Read "57.70, 11.97" (decimal commas too, then parted by a space or semicolon) as a point in WGS 84 degrees. */
export function readPoint(text: string): Spot | null {
  const found = /^\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*$/.exec(text);
  const [lat, lon] = [found?.[1], found?.[2]].map((part) => Number((part ?? 'x').replace(',', '.')));
  if (lat === undefined || lon === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
  return { kind: 'point', lat, lon, label: `${lat}, ${lon}` };
}

/**
 * Give the spot that a text means beyond doubt: by its whole name, or as the only place found; null: somebody has to choose.
 *
 * A patient who only lives where the text says, or whose name begins like it, is never meant by that alone.
 */
export function pickSpot(text: string, found: readonly Spot[]): Spot | null {
  const wanted = text.trim().toLocaleLowerCase();
  const named = found.filter((one) => one.label.toLocaleLowerCase() === wanted);
  const [only, other] = named.length > 0 ? named : found;
  if (!only || other || (named.length === 0 && (only.kind === 'patient' || only.isHome))) return null;
  return only;
}
