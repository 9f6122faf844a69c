// Planning anew what is left of the day: how freely, how long, and how it goes.

import { useEffect, useState } from 'preact/hooks';
import { client, take } from '../../../client/client';
import { percent } from '../../../model/figures';
import { overBest } from '../../../model/price';
import { useSearchClock } from '../../../parts/search_clock';
import { day } from '../../../state/day';
import { followJob, hasEnded, stopJob, tellFailure, type Job } from '../../../state/job';
import { tell, tellProblem } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { whyKept } from '../changes/keeping';
import { Panel } from '../panel';
import { task, type Task } from '../task';
import { SECONDS, searchAnew, showProposal, type Freedom } from './proposing';
import './proposals.css';

const FREEDOMS: readonly Freedom[] = ['times', 'order', 'cars'];

/** Open what plans the rest of the day anew. */
export function openReplan(): void {
  task.value = { panel: 'replan' };
}

/** A task that says how freely begins at once. */
export function ReplanPanel({ task: given }: { task: Task }) {
  const [freedom, setFreedom] = useState<Freedom>(FREEDOMS.find((one) => one === given['freedom']) ?? 'times');
  const [seconds, setSeconds] = useState(Number(given['seconds'] ?? SECONDS[0]));
  const [job, setJob] = useState<Job | null>(null);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    setJob(await askFor(freedom, seconds).catch((error: unknown) => { tellProblem(error); return null; }));
    setBusy(false);
  };
  useEffect(() => { if (given['freedom']) void start(); }, []);
  useEffect(() => job ? followJob(job.id, (told) => { setJob(told); finish(told, () => searchAnew(freedom, seconds), () => setJob(null)); }) : undefined, [job?.id]);
  if (job) return <Panel key="job" title={say('replan.title')}><Progress job={job} seconds={seconds} /></Panel>;
  return (
    <Panel key="form" title={say('replan.title')} note={frozen()}>
      <form class="decision" onSubmit={(event) => { event.preventDefault(); void start(); }}>
        <fieldset>
          <legend>{say('replan.freedom')}</legend>
          {FREEDOMS.map((one) => (
            <label key={one} class="row"><input type="radio" name="freedom" checked={freedom === one} data-first={freedom === one || undefined} onChange={() => setFreedom(one)} /> <span>{say(`replan.${one}`)} <span class="hint">{say(`replan.${one}.hint`)}</span></span></label>
          ))}
        </fieldset>
        <label>{say('replan.seconds')}<select value={seconds} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>{SECONDS.map((one) => <option key={one} value={one}>{say('replan.for_seconds', { n: one })}</option>)}</select></label>
        <p class="buttons"><button type="submit" class="main" disabled={busy}>{say('replan.start')}</button></p>
      </form>
    </Panel>
  );
}

/** What stays as it is whatever may change; visits whose time has come count as begun. */
function frozen(): string {
  const planned = day.value?.board.visits.filter((visit) => visit.stop) ?? [];
  const begun = planned.filter((visit) => whyKept(visit) !== null);
  const locked = planned.filter((visit) => visit.lock && !begun.includes(visit));
  return [
    begun.length > 0 && say('replan.begun', { n: begun.length }),
    locked.length > 0 && say('replan.locked', { n: locked.length }),
  ].filter(Boolean).join(' ');
}

async function askFor(freedom: Freedom, seconds: number): Promise<Job | null> {
  const key = day.value?.board.plan;
  if (!key) return null;
  return take(client.POST('/api/plans/{key}/proposals', { params: { path: { key } }, body: { freedom, seconds, seed: 1, workers: 1, ...asOf } }));
}

function finish(job: Job, again: () => void, leave: () => void): void {
  if (job.proposal) return showProposal(job.proposal, again);
  if (hasEnded(job)) {
    tell(job.failure ? tellFailure(job) : say('replan.none'), job.failure ? 'bad' : 'plain');
    leave();
  }
}

function Progress({ job, seconds }: { job: Job; seconds: number }) {
  const searched = useSearchClock(job);
  const over = overBest(job.gap);
  const stop = () => void stopJob(job.id).catch(tellProblem);
  return (
    <div class="progress">
      <progress max={seconds} value={searched?.ran_s} aria-label={say('replan.title')} />
      <p>{job.cost === null ? say('replan.waiting') : say('replan.best', { left: job.unassigned ?? 0 })}</p>
      {searched && <p class="muted">{say('job.ran', { n: searched.ran_s })}{job.cost !== null && ` · ${say('job.since', { n: searched.since_s })}`}</p>}
      {over !== null && <p class="muted">{say('replan.gap', { gap: percent(over, 1) })}</p>}
      <p class="buttons"><button type="button" data-first aria-disabled={job.state === 'verifying'} onClick={stop}>{say('replan.stop')}</button></p>
    </div>
  );
}
