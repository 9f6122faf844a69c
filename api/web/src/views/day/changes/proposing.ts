// Changes by hand: the service says what they would do; nothing counts before somebody applies that.

import { client, take, type Schemas } from '../../../client/client';
import { open } from '../../../model/board';
import { day, preview, readProposedBoard } from '../../../state/day';
import { task } from '../side';

export type ChangeItem = Schemas['ChangesOrder']['changes'][number];

/** Have changes tried out, and show what they would do. */
export async function proposeChange(changes: ChangeItem[]): Promise<void> {
  const board = day.value?.board;
  if (!board) return;
  const proposal = await take(client.POST('/api/plans/{key}/changes', { params: { path: { key: board.plan }, header: { 'if-match': board.etag } }, body: { changes } }));
  preview.value = open(await readProposedBoard(proposal.id));
  task.value = { panel: 'proposal', proposal: proposal.id };
}
