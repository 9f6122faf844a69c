// Proposals that are looked at: shown over the day, applied or discarded, and made anew where the plan went on without them.

import { client, take, type Schemas } from '../../../client/client';
import { type Day, open } from '../../../model/board';
import { day, preview, readProposedBoard } from '../../../state/day';
import { tellProblem } from '../../../state/notices';
import { say } from '../../../texts';
import { change, etagOf } from '../acting';
import { close, task } from '../task';

export type Proposal = Schemas['ProposalEntry'];
export type Freedom = Schemas['ReplanOrder']['freedom'];

/** How long one may look for a better plan; the first, where nothing is said. */
export const SECONDS: readonly [number, ...number[]] = [10, 30, 120];

const remakes = new Map<string, () => void>();

/** When a visit was to start, as somebody asked for it by hand. */
export interface Wanted {
  visit: string;
  start: number;
}

const wishes = new Map<string, Wanted>();

/** Show a proposal beside the map and over it; `remake` does once more what it came from. */
export function showProposal(key: string, remake?: () => void, wanted?: Wanted): void {
  if (wanted) wishes.set(key, wanted);
  if (remake) remakes.set(key, remake);
  task.value = { panel: 'proposal', proposal: key };
}

/** What makes a proposal once more: what this page knows it came from, else the same search; null where nobody knows. */
export function remakeOf({ id, freedom }: Pick<Proposal, 'id' | 'freedom'>): (() => void) | null {
  return remakes.get(id) ?? (freedom && (() => searchAnew(freedom)));
}

/** Look for a plan for the rest of the day once more, as freely and for as long as before. */
export function searchAnew(freedom: Freedom, seconds = SECONDS[0]): void {
  task.value = { panel: 'replan', freedom, seconds: String(seconds) };
}

/** What was asked for by hand in a proposal, where this page knows it. */
export function wishOf(key: string): Wanted | null {
  return wishes.get(key) ?? null;
}

/** Tell whether the plan has changed, or something has happened, since a proposal was made: it cannot be applied any more. */
export function isOutdated({ base_version, base_event }: Pick<Proposal, 'base_version' | 'base_event'>): boolean {
  const board = day.value?.board;
  return board !== undefined && (board.version !== base_version || board.last_event > base_event);
}

export async function readProposal(key: string): Promise<Proposal> {
  return take(client.GET('/api/proposals/{key}', { params: { path: { key } } }));
}

/** Show the plan that is proposed over the one that stands, and tell of it; gives what ends that. */
export function showOver(key: string, told: (proposed: Day) => void): () => void {
  let current = true;
  readProposedBoard(key).then((board) => { if (current) { preview.value = open(board); told(preview.value); } }, tellProblem);
  return () => { current = false; preview.value = null; };
}

export async function apply(proposal: Proposal, reason: string): Promise<boolean> {
  const params = { path: { key: proposal.id }, header: { 'if-match': etagOf(proposal.plan, proposal.base_version) } };
  const give = () => take(client.POST('/api/proposals/{key}/apply', { params, body: { reason: reason.trim() || null } }));
  const again = remakeOf(proposal) ?? (() => showProposal(proposal.id));
  const applied = await change(give, (version) => say('proposal.applied', { n: version }), again);
  if (applied) close();
  return applied;
}

export async function discard(proposal: Proposal): Promise<void> {
  close();
  if (proposal.state !== 'open') return;
  await take(client.DELETE('/api/proposals/{key}', { params: { path: { key: proposal.id } } })).catch(tellProblem);
}
