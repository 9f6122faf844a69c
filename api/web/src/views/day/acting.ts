// Commands on the plan that is open: given for the version that was seen, and asked about where another has come since.

import { signal } from '@preact/signals';
import { client, take, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import type { Difference } from '../../model/told';
import { go } from '../../router';
import { day, preview, refresh } from '../../state/day';
import { tell, tellProblem, unsay } from '../../state/notices';
import { say } from '../../texts';
import { close } from './task';

type Current = Schemas['Current'];

/** Another version came between: how it differs from the one that was seen, and how to do the same on it. */
export interface Conflict {
  version: number;
  difference: Difference | null;
  /** Null where it cannot be done again: what is undone then would be somebody else's. */
  again: (() => void) | null;
}

export const conflict = signal<Conflict | null>(null);

/** Whether a command is on its way: what is asked for meanwhile is not done twice. */
export const busy = signal(false);

const mine = new Set<string>();
let atWork: Promise<unknown> = Promise.resolve();

/** Tell whether a version was made on this page; waits for commands that are on their way. */
export async function madeHere(plan: string, version: number): Promise<boolean> {
  await atWork;
  return mine.has(`${plan}-${version}`);
}

/** The ETag of a version of a plan, as the service has it. */
export function etagOf(plan: string, version: number): string {
  return `"${plan}-${version}"`;
}

let onItsWay = '';

/** Carry a command out unless another is on its way; null where it was not, which is told unless it is the same pressed twice. */
export async function once<Answer>(what: unknown, work: () => Promise<Answer>): Promise<Answer | null> {
  const name = JSON.stringify(what);
  if (busy.value) {
    if (name !== onItsWay) tell(say('acting.busy'), 'bad');
    return null;
  }
  busy.value = true;
  onItsWay = name;
  try {
    return await work();
  } finally {
    busy.value = false;
  }
}

/** Give a command for the version that is shown; null where it was refused, of which somebody has been told. */
export async function act<Answer>(give: (etag: string) => Promise<Answer>, again: (() => void) | null): Promise<Answer | null> {
  const board = day.value?.board;
  if (!board) return null;
  return attempt(() => give(board.etag), again);
}

/** Carry out what may find another version than the one that was seen. */
export async function attempt<Answer>(give: () => Promise<Answer>, again: (() => void) | null): Promise<Answer | null> {
  try {
    return await give();
  } catch (error) {
    await answer(error, again);
    return null;
  }
}

async function answer(error: unknown, again: (() => void) | null): Promise<void> {
  const plan = day.value?.board.plan;
  if (!(error instanceof Problem) || error.status !== 412 || !plan) return tellProblem(error);
  await refresh(plan);
  preview.value = null;
  const { current, difference } = error.document;
  conflict.value = { version: current?.version ?? 0, difference: (difference as Difference | undefined) ?? null, again };
}

/** Change the plan: what comes of it is shown, and can be undone from the notice. */
export async function change(give: () => Promise<Current>, done: (version: number) => string, again: (() => void) | null, { undoable = true } = {}): Promise<boolean> {
  const work = attempt(async () => {
    const current = await give();
    mine.add(`${current.id}-${current.version}`);
    return current;
  }, again);
  atWork = work;
  const current = await work;
  if (!current) return false;
  preview.value = null;
  await refresh(current.id);
  tell(done(current.version), 'good', undoable ? { label: say('shell.undo'), act: () => void undo(current), undoes: etagOf(current.id, current.version) } : undefined);
  return true;
}

/** Make the version before the newest once more; `told` is the one that a notice told of, so that nobody else's is undone instead. */
export async function undo(told: Pick<Current, 'id' | 'version'> | null = null): Promise<void> {
  const board = day.value?.board;
  if (!board) return;
  if (told && told.id !== board.plan) return go(`/plans/${told.id}`);
  const etag = told ? etagOf(told.id, told.version) : board.etag;
  const params = { path: { key: board.plan }, header: { 'if-match': etag } };
  const give = () => take(client.POST('/api/plans/{key}/undo', { params }));
  if (!await once('undo', () => change(give, (version) => say('acting.undone', { n: version }), null))) return;
  unsay(etag);
  close();
}
