// What somebody fills in for an urgent call, and the call (`hemrutt-call/1`) that it makes.

import { PRIORITIES, type Urgency } from './ageing';

export type Spot =
  | { kind: 'patient'; patient: string; label: string }
  | { kind: 'point'; lat: number; lon: number; label: string };

export interface CallForm {
  spot: Spot | null;
  minutes: number;
  earliest: string;
  latest: string;
  urgency: Urgency;
  skills: readonly string[];
  crewSize: number;
  preferred: readonly string[];
}

export const EMPTY: CallForm = { spot: null, minutes: 30, earliest: '', latest: '', urgency: 'soon', skills: [], crewSize: 1, preferred: [] };

/** Make the call of a form; what was left open is left out. */
export function makeCall(form: CallForm, spot: Spot): Record<string, unknown> {
  const where = spot.kind === 'patient' ? { patient: spot.patient } : { lat: spot.lat, lon: spot.lon };
  return {
    ...where,
    duration_min: form.minutes,
    priority: PRIORITIES[form.urgency],
    ...(form.earliest && { earliest: form.earliest }),
    ...(form.latest && { latest: form.latest }),
    ...(form.skills.length > 0 && { skills: form.skills }),
    ...(form.crewSize > 1 && { crew_size: form.crewSize }),
    ...(spot.kind === 'point' && form.preferred.length > 0 && { contact_staff: form.preferred }),
  };
}

/** Read "57.70, 11.97" (decimal commas too, then parted by a space or semicolon) as a point in WGS 84 degrees. */
export function readPoint(text: string): Spot | null {
  const found = /^\s*(-?\d{1,2}[.,]\d+)\s*[,; ]\s*(-?\d{1,3}[.,]\d+)\s*$/.exec(text);
  const [lat, lon] = [found?.[1], found?.[2]].map((part) => Number((part ?? 'x').replace(',', '.')));
  if (lat === undefined || lon === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
  return { kind: 'point', lat, lon, label: `${lat}, ${lon}` };
}
