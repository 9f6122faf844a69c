// Why a plan is as it stands, worked out for the version that is shown, what has happened since, and what time it is.

import { client, take, type Schemas } from '../../../client/client';
import { asOf } from '../../../state/tried';

interface Wanted {
  /** Of this visit alone, now; else of the whole plan. */
  visit?: string;
  /** As of when, in a day that is not tried out at a time of its own. */
  at?: string;
}

/** Ask why a visit is where it is or nowhere, or why the plan is as it is. */
export async function explain(plan: string, wanted: Wanted): Promise<Schemas['ExplanationEntry']> {
  return take(client.GET('/api/plans/{key}/explanation', { params: { path: { key: plan }, query: { ...wanted, ...asOf } } }));
}
