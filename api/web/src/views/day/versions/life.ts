// The life of a plan: published, closed; and the one in force for its date that gives way to it.

import { signal } from '@preact/signals';
import { client, take } from '../../../client/client';
import { liveBeside, type PlanEntry } from '../../../model/lives';
import { day } from '../../../state/day';
import { hear } from '../../../state/feed';
import { tellProblem } from '../../../state/notices';
import { say } from '../../../texts';
import { change } from '../acting';

/** The plan that is in force for the date of the open one, where that is a proposal. */
export const live = signal<PlanEntry | null>(null);
/** The plan in force that is asked about: it ends if another is published. */
export const ending = signal<PlanEntry | null>(null);
/** Whether it is asked if the day is to end. */
export const closing = signal(false);

/** Let the plan be the one of its day; where another is, it is asked first whether that is to end. */
export function publish(): void {
  if (live.value) ending.value = live.value;
  else void putInForce(null);
}

/** Let the plan be the one of its day, in place of the one that was. */
export async function putInForce(before: PlanEntry | null): Promise<void> {
  const params = given();
  const body = before ? { replaces: before.id } : {};
  if (params) await change(() => take(client.POST('/api/plans/{key}/publish', { params, body })), () => say('life.published'), publish, { undoable: false });
}

/** End the plan: nothing of it changes any more, which whoever presses is asked about first. */
export async function closeDay(): Promise<void> {
  const params = given();
  if (params) await change(() => take(client.POST('/api/plans/{key}/close', { params })), () => say('life.closed'), () => void closeDay(), { undoable: false });
}

/** Keep which plan is in force beside the open one; gives what ends that. */
export function followLive(): () => void {
  live.value = ending.value = null;
  closing.value = false;
  void readLive();
  return hear(({ kind }) => { if (kind === 'reset' || kind === 'plan' || kind === 'call') void readLive(); });
}

let asked = 0;

async function readLive(): Promise<void> {
  const board = day.value?.board;
  if (board?.state !== 'proposed') return;
  const mine = ++asked;
  const plans = await take(client.GET('/api/plans')).catch((error: unknown) => { tellProblem(error); return null; });
  if (plans && mine === asked) live.value = liveBeside(board, plans);
}

function given() {
  const board = day.value?.board;
  return board ? { path: { key: board.plan }, header: { 'if-match': board.etag } } : null;
}
