// A plan in the making: how good the best one is so far, and how good it is proved to be.

import { useEffect, useRef, useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { number, percent } from '../../model/figures';
import { Plot, type Point } from '../../parts/plot';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';

type Job = Schemas['JobEntry'];

const SECONDS = [10, 30, 120] as const;
const USUAL_S = 30;
const ENDED: readonly string[] = ['done', 'failed', 'interrupted', 'cancelled'];

interface Props {
  day: string;
  onMade: (plan: string) => void;
  onBack: () => void;
}

export function Planning({ day, onMade, onBack }: Props) {
  const [job, setJob] = useState<Job | null>(null);
  const [seconds, setSeconds] = useState(usualSeconds());
  const [points, setPoints] = useState<readonly Point[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    let end = () => {};
    let current = true;
    setPoints([]);
    start(day, seconds).then((queued) => {
      if (!current) return stop(queued.id);
      setJob(queued);
      end = follow(queued.id, (told) => {
        setJob(told);
        const { seconds: at, cost } = told;
        if (at !== null && cost !== null) setPoints((known) => [...known, { x: at, y: cost }]);
        if (told.plan && told.state === 'done') onMade(told.plan);
        else if (ENDED.includes(told.state)) { tell(told.failure ?? say('morning.no_plan'), 'bad'); onBack(); }
      });
    }, (error: unknown) => { tellProblem(error); onBack(); });
    return () => { current = false; end(); };
  }, [day, seconds]);
  return (
    <section class="card planning" aria-busy="true">
      <h2 ref={heading} tabIndex={-1}>{say(job?.state === 'verifying' ? 'morning.checking' : 'morning.planning')}</h2>
      <dl class="kpis" aria-live="off">
        <div><dt>{say('morning.cost')}</dt><dd>{job?.cost == null ? '–' : number(job.cost)}</dd></div>
        <div><dt>{say('day.unassigned')}</dt><dd>{job?.unassigned ?? '–'}</dd></div>
        <div><dt>{say('morning.gap')}</dt><dd>{job?.gap == null ? '–' : percent(job.gap, 1)}</dd></div>
        <div><dt>{say('morning.seconds')}</dt><dd>{job?.seconds == null ? '–' : number(job.seconds)}</dd></div>
      </dl>
      <p class="visually-hidden" role="status">{job?.unassigned == null ? '' : say('morning.progress', { unassigned: job.unassigned })}</p>
      <Plot points={points} title={say('morning.cost.plot')} width={seconds} stepped tellX={(x) => `${number(x)} s`} tellY={(y) => number(y)} />
      <div class="buttons">
        <label>{say('morning.search_for')}
          <select value={seconds} onChange={(event) => { const chosen = Number(event.currentTarget.value); localStorage.setItem(KEPT, String(chosen)); setSeconds(chosen); if (job) void stop(job.id); }}>
            {SECONDS.map((one) => <option key={one} value={one}>{say('morning.for_seconds', { n: one })}</option>)}
          </select>
        </label>
        <button type="button" onClick={onBack}>{say('morning.back')}</button>
        <button type="button" class="main" disabled={job?.cost == null} onClick={() => { if (job) stop(job.id).catch(tellProblem); }}>{say('morning.stop')}</button>
      </div>
    </section>
  );
}

const KEPT = 'hemrutt.search_s';

function usualSeconds(): number {
  const kept = Number(localStorage.getItem(KEPT));
  return (SECONDS as readonly number[]).includes(kept) ? kept : USUAL_S;
}

function start(day: string, seconds: number): Promise<Job> {
  return take(client.POST('/api/jobs', { body: { day, seconds, bound: true, seed: 1, workers: 1 } }));
}

async function stop(job: string): Promise<void> {
  await take(client.DELETE('/api/jobs/{key}', { params: { path: { key: job } } }));
}

/** Follow a job until it has ended; gives what ends that earlier. */
function follow(job: string, hear: (told: Job) => void): () => void {
  const stream = new EventSource(`/api/jobs/${job}/events`);
  stream.addEventListener('job', (event) => {
    const told = JSON.parse(event.data as string) as Job;
    if (ENDED.includes(told.state)) stream.close();
    hear(told);
  });
  return () => stream.close();
}
