// A job's own stream, until it has ended.

import type { Schemas } from '../../../client/client';

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
  return () => stream.close();
}
