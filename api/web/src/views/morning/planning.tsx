// A plan in the making: how good the best one is so far, and how good it is proved to be.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { client, take } from '../../client/client';
import { number, percent } from '../../model/figures';
import { overBest } from '../../model/price';
import { Plot, type Point } from '../../parts/plot';
import { useSearchClock } from '../../parts/search_clock';
import { followJob, hasEnded, stopJob, tellFailure, type Job } from '../../state/job';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';

const SECONDS = [10, 30, 120] as const;
const USUAL_S = 30;

/** A plan found, which is drawn beside those that leave as many visits out. */
interface Found extends Point {
  left: number | null;
}

interface Props {
  day: string;
  onMade: (plan: string) => void;
  onBack: () => void;
}

export function Planning({ day, onMade, onBack }: Props) {
  const [seconds] = useState(usualSeconds);
  const { job, points } = useSearch(day, seconds, onMade, onBack);
  const [next, setNext] = useState(seconds);
  const searched = useSearchClock(job);
  const cost = job && costOf(job);
  const over = overBest(job?.gap);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="card planning" aria-busy="true">
      <h2 ref={heading} tabIndex={-1}>{say(job?.state === 'verifying' ? 'morning.checking' : 'morning.planning')}</h2>
      <dl class="kpis" aria-live="off">
        <div><dt>{say('morning.cost')}</dt><dd>{cost == null ? '–' : number(cost)}</dd></div>
        <div><dt>{say('day.unassigned')}</dt><dd>{job?.unassigned ?? '–'}</dd></div>
        <div><dt>{say('morning.gap')}</dt><dd>{over === null ? '–' : percent(over, 1)}</dd></div>
        <div><dt>{say('morning.seconds')}</dt><dd>{searched?.ran_s ?? '–'}</dd></div>
      </dl>
      {searched && job?.cost != null && <p class="muted">{say('job.since', { n: searched.since_s })}</p>}
      <p class="visually-hidden" role="status">{job?.unassigned == null ? '' : say('morning.progress', { unassigned: job.unassigned })}</p>
      <Plot points={points.filter(({ left }) => left === job?.unassigned)} title={say('morning.cost.plot')} width={seconds} stepped tellX={(x) => `${number(x)} s`} tellY={(y) => number(y)} />
      <div class="buttons">
        <label>{say('morning.search_for')}
          <select value={next} onChange={(event) => { const chosen = Number(event.currentTarget.value); localStorage.setItem(KEPT, String(chosen)); setNext(chosen); }}>
            {SECONDS.map((one) => <option key={one} value={one}>{say('morning.for_seconds', { n: one })}</option>)}
          </select>
        </label>
        <button type="button" onClick={onBack}>{say('morning.back')}</button>
        <button type="button" class="main" disabled={job?.state !== 'running' || job.cost === null} onClick={() => { if (job) stopJob(job.id).catch(tellProblem); }}>{say('morning.stop')}</button>
      </div>
    </section>
  );
}

/** Have a day planned, and follow how good the best plan gets. */
function useSearch(day: string, seconds: number, onMade: Props['onMade'], onBack: Props['onBack']): { job: Job | null; points: readonly Found[] } {
  const [job, setJob] = useState<Job | null>(null);
  const [points, setPoints] = useState<readonly Found[]>([]);
  useEffect(() => {
    let end = () => {};
    let current = true;
    let going: string | null = null;
    const follow = (told: Job) => {
      setJob(told);
      const { seconds: at, unassigned: left } = told;
      const cost = costOf(told);
      if (at !== null && cost !== null) setPoints((known) => [...known, { x: at, y: cost, left }]);
      if (!hasEnded(told)) return;
      going = null;
      // One that was stopped, or that failed, has the best plan that was found before, if there was one.
      if (!told.plan || told.failure) tell(tellFailure(told), 'bad');
      if (told.plan) onMade(told.plan);
      else onBack();
    };
    setPoints([]);
    start(day, seconds).then((queued) => {
      if (!current) return stopJob(queued.id);
      setJob(queued);
      going = queued.id;
      end = followJob(queued.id, follow);
    }, (error: unknown) => { tellProblem(error); onBack(); });
    // Nobody waits for a plan that was left: its search would keep others waiting.
    return () => { current = false; end(); if (going) stopJob(going).catch(tellProblem); };
  }, [day, seconds]);
  return { job, points };
}

/** What the routes of the best plan cost: visits without a place are told by themselves. */
function costOf({ cost, unassigned_cost: left }: Job): number | null {
  return cost === null ? null : cost - (left ?? 0);
}

const KEPT = 'hemrutt.search_s';

function usualSeconds(): number {
  const kept = Number(localStorage.getItem(KEPT));
  return (SECONDS as readonly number[]).includes(kept) ? kept : USUAL_S;
}

function start(day: string, seconds: number): Promise<Job> {
  return take(client.POST('/api/jobs', { body: { day, seconds, bound: true, seed: 1, workers: 1 } }));
}
