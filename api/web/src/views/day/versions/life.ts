// The life of a plan: published, closed.

import { client, take } from '../../../client/client';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { change } from '../acting';

/** Let the plan be the one of its day. */
export async function publish(): Promise<void> {
  const params = given();
  if (params) await change(() => take(client.POST('/api/plans/{key}/publish', { params })), () => say('life.published'), () => void publish(), { undoable: false });
}

/** End the plan: nothing of it changes any more. */
export async function closeDay(): Promise<void> {
  const params = given();
  if (params) await change(() => take(client.POST('/api/plans/{key}/close', { params })), () => say('life.closed'), () => void closeDay(), { undoable: false });
}

function given() {
  const board = day.value?.board;
  return board ? { path: { key: board.plan }, header: { 'if-match': board.etag } } : null;
}
