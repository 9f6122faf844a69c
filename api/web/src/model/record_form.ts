// Records as their forms hold them: what has names of its own becomes rows, and what is left out gets a word.

import { type Document, type Json, valueAt, withValue } from './fields';

/** How a car's end stands in its form where it is no base; no base has a colon. */
export const BACK = ':back';
export const ANYWHERE = ':anywhere';

/** Give a record as its form holds it; `recordOf` gives it back. */
export function formOf(record: Document): Document {
  const { shifts, needs, capacity } = record;
  return {
    ...record,
    ...(shifts !== undefined && { end: 'end' in record ? (record['end'] ?? ANYWHERE) : BACK }),
    ...(capacity !== undefined && { capacity: rowsOf(capacity) }),
    ...(Array.isArray(needs) && { needs: needs.map((one) => ({ ...one, demand: rowsOf(one.demand) })) }),
  };
}

/** Give the record of a form; prices that are not filled in are those of the preset. */
export function recordOf(form: Document): Document {
  const { end, needs, capacity, weights, ...rest } = form;
  const prices = Object.entries((valueAt(form, ['weights', 'prices']) ?? {}) as Document).filter(([, price]) => price !== null);
  return {
    ...rest,
    ...(end !== undefined && end !== BACK && { end: end === ANYWHERE ? null : end }),
    ...(capacity !== undefined && { capacity: namedOf(capacity) }),
    ...(Array.isArray(needs) ? { needs: needs.map((one) => ({ ...one, demand: namedOf(one.demand) })) } : needs !== undefined && { needs }),
    ...(weights !== undefined && { weights: withValue(weights, ['prices'], Object.fromEntries(prices)) }),
  };
}

function rowsOf(named: Json | undefined): Json {
  return Object.entries((named ?? {}) as Document).map(([name, amount]) => ({ name, amount }));
}

function namedOf(rows: Json | undefined): Json {
  return Object.fromEntries(((rows ?? []) as readonly Document[]).map(({ name, amount }) => [String(name), amount ?? null]));
}
