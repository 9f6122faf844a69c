// A job's own stream, until it has ended.

import { client, take, type Schemas } from '../client/client';
import { say, sayIfKnown } from '../texts';
import { tellProblem } from './notices';

export type Job = Schemas['JobEntry'];

const ENDED: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'interrupted', 'cancelled']);

export function hasEnded(job: Job): boolean {
  return ENDED.has(job.state);
}

/** Hear how a job goes; gives what ends that. */
export function followJob(key: string, told: (job: Job) => void): () => void {
  const stream = new EventSource(`/api/jobs/${encodeURIComponent(key)}/events`);
  stream.addEventListener('job', (event) => {
    const job = JSON.parse(event.data as string) as Job;
    if (hasEnded(job)) stream.close();
    told(job);
  });
  // The browser opens a broken stream again by itself; one that was refused it gives up.
  stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) take(client.GET('/api/jobs/{key}', { params: { path: { key } } })).then(told, tellProblem); };
  return () => stream.close();
}

/** Stop a job; it keeps the best plan it has found. */
export async function stopJob(key: string): Promise<void> {
  await take(client.DELETE('/api/jobs/{key}', { params: { path: { key } } }));
}

/** Say why a job made no plan. */
export function tellFailure(job: Job): string {
  return job.failure === null ? say('job.no_plan') : sayIfKnown(`job.${job.failure}`, say('job.no_plan'));
}
