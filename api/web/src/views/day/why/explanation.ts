// Why a plan is as it stands, worked out for the version that is shown and what has happened since.

import { client, take, type Schemas } from '../../../client/client';
import { asOf } from '../../../state/tried';

/** Ask why a visit is where it is or nowhere; without one, why the plan is as it is. */
export async function explain(plan: string, visit?: string): Promise<Schemas['ExplanationEntry']> {
  return take(client.GET('/api/plans/{key}/explanation', { params: { path: { key: plan }, query: visit === undefined ? {} : { visit, ...asOf } } }));
}
