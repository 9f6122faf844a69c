// One thing changed to see what that does: what comes of it is a proposal, or the reasons why it does not help.

import { signal } from '@preact/signals';
import { client, take, type Schemas } from '../../../client/client';
import { mayDispatch } from '../../../state/account';
import { day, preview, refresh } from '../../../state/day';
import { tellProblem } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { once } from '../acting';
import { showProposal } from '../proposals/proposing';
import { task } from '../task';

export type Experiment = NonNullable<Schemas['ReasonEntry']['experiment']>;
export type Told = Schemas['TriedEntry'];

/** What came of an experiment, for which visit it was made, and what makes it once more. */
export interface Attempt {
  visit: string;
  told: Told;
  again: () => void;
}

/** The last experiment. */
export const tried = signal<Attempt | null>(null);

/** Whether somebody may try something on the plan that is shown. */
export function mayTry(): boolean {
  const board = day.value?.board;
  return board !== undefined && preview.value === null && mayDispatch(board.team_id) && board.state !== 'closed';
}

/** Try something for a visit, or for that of a call which waits, and tell what comes of it; a place that it gets with nothing else changed is proposed at once. */
export async function tryOut(experiment: Experiment, visit: string, call?: string): Promise<void> {
  const told = await once(experiment, () => ask(experiment, call));
  if (!told) return;
  const again = () => void tryOut(experiment, visit, call);
  if (experiment.kind === 'place' && told.proposal) return showProposal(told.proposal.id, again);
  tried.value = { visit, told, again };
  task.value = call ? { panel: 'offers', call } : { panel: 'why', visit };
}

async function ask(experiment: Experiment, call: string | undefined): Promise<Told | null> {
  const board = day.value?.board;
  if (!board) return null;
  const params = { path: { key: board.plan }, header: { 'if-match': board.etag } };
  try {
    return await take(client.POST('/api/plans/{key}/experiments', { params, body: { experiment, ...(call && { call }), ...asOf } }));
  } catch (error) {
    tellProblem(error);
    void refresh(board.plan);
    return null;
  }
}
