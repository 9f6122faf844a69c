// A job, until it has ended.

import { client, take, type Schemas } from '../client/client';
import { Problem } from '../client/problem';
import { say, sayIfKnown } from '../texts';
import { tellProblem } from './notices';

export type Job = Schemas['JobEntry'];

const ASK_MS = 1000;
const ENDED: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'interrupted', 'cancelled']);

export function hasEnded(job: Job): boolean {
  return ENDED.has(job.state);
}

/** Ask how a job goes until it has ended; gives what ends that. A line for each would be too many: a browser opens few. */
export function followJob(key: string, told: (job: Job) => void): () => void {
  let going = true;
  let asking = 0;
  let seen = -1;
  const ask = async () => {
    try {
      const job = await take(client.GET('/api/jobs/{key}', { params: { path: { key } } }));
      if (!going) return;
      going = !hasEnded(job);
      if (job.change !== seen) told(job);
      seen = job.change;
    } catch (error) {
      if (!going) return;
      going = error instanceof Problem && (error.unreachable || error.status >= 500);
      if (!going) tellProblem(error);
    }
    if (going) asking = window.setTimeout(() => void ask(), ASK_MS);
  };
  void ask();
  return () => { going = false; window.clearTimeout(asking); };
}

/** Stop a job; it keeps the best plan it has found. */
export async function stopJob(key: string): Promise<void> {
  await take(client.DELETE('/api/jobs/{key}', { params: { path: { key } } }));
}

/** Say why a job made no plan. */
export function tellFailure(job: Job): string {
  return job.failure === null ? say('job.no_plan') : sayIfKnown(`job.${job.failure}`, say('job.no_plan'));
}
