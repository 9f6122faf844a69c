// How long a search has run, second by second, and since when it has found nothing better.

import { useEffect, useState } from 'preact/hooks';
import { hasEnded, type Job } from '../state/job';

export interface SearchClock {
  ran_s: number;
  since_s: number;
}

const TICK_MS = 1000;

/** Count the seconds of a job that is not queued any more; between two that tell of it, too. */
export function useSearchClock(job: Job | null): SearchClock | null {
  const [now, setNow] = useState(0);
  const [begun, setBegun] = useState(0);
  const [better, setBetter] = useState(0);
  const going = job !== null && job.state !== 'queued' && !hasEnded(job) ? job.id : null;
  useEffect(() => {
    if (going === null) return undefined;
    const start = performance.now();
    for (const set of [setNow, setBegun, setBetter]) set(start);
    const ticking = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, [going]);
  useEffect(() => setBetter(performance.now()), [job?.cost]);
  return going === null ? null : { ran_s: whole(now - begun), since_s: whole(now - better) };
}

function whole(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}
