// Changes by hand: laid out by the service first, looked at as a proposal, and nothing of it counts before it is applied.

import { client, take, type Schemas } from '../../../client/client';
import { day } from '../../../state/day';
import { asOf } from '../../../state/tried';
import { act, once } from '../acting';
import { showProposal, type Wanted } from '../proposals/proposing';

export type ChangeItem = Schemas['ChangesOrder']['changes'][number];

/** Have changes laid out and show what they do, beside what was wanted; where the plan has gone on, it is asked whether to do the same on it. */
export async function proposeChange(changes: ChangeItem[], wanted?: Wanted): Promise<void> {
  const key = day.value?.board.plan;
  if (!key) return;
  const again = () => void proposeChange(changes, wanted);
  const give = (etag: string) => take(client.POST('/api/plans/{key}/changes', { params: { path: { key }, header: { 'if-match': etag } }, body: { changes, ...asOf } }));
  const proposal = await once(changes, () => act(give, again));
  if (proposal) showProposal(proposal.id, again, wanted);
}
