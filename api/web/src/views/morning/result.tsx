// The plan that was made: how good it is, how it differs from the one before, and what is done with it.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { client, fileAt, take } from '../../client/client';
import { type Board, type Day, open } from '../../model/board';
import { differ } from '../../model/difference';
import { clock, hours, minutes, number, percent } from '../../model/figures';
import { comparable, liveBeside, type Other, type PlanEntry } from '../../model/lives';
import { overBest } from '../../model/price';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { readBoard } from '../../state/day';
import { hear } from '../../state/feed';
import { bind } from '../../state/keys';
import { tell, tellProblem } from '../../state/notices';
import { language, say } from '../../texts';
import { morning } from './work';

interface Props {
  plan: string;
  /** Called where the plans of the date are others than this page knows. */
  onStale: () => void;
  onBack: () => void;
}

export function Result({ plan, onStale, onBack }: Props) {
  const asked = useAsked(async () => open(await readBoard(plan)), [plan]);
  const { value: made, again } = asked;
  const [publishing, setPublishing] = useState(false);
  useEffect(() => hear(({ kind, document }) => { if (kind === 'reset' || (kind === 'plan' && document['plan'] === plan)) again(); }), [plan]);
  const heading = useRef<HTMLHeadingElement>(null);
  // Once it is published, the button that was pressed is gone.
  useLayoutEffect(() => heading.current?.focus(), [made?.board.state]);
  const canPublish = made?.board.state === 'proposed' && !publishing;
  const live = made && liveBeside(made.board, morning.value?.plans ?? []);
  const isHeld = live?.gives_way === false;
  const publish = () => {
    if (!made || !canPublish || isHeld) return;
    setPublishing(true);
    publishPlan(made.board, live?.id)
      .then(() => tell(say('morning.published'), 'good'), (error: unknown) => { onStale(); tellProblem(error); })
      .finally(() => { again(); setPublishing(false); });
  };
  useLayoutEffect(() => bind([{ key: 'p', label: say('morning.publish'), act: publish }]), [made, live, publishing, language.value]);
  if (!made) return <Waiting asked={[asked]} />;
  const { board } = made;
  const isProposed = board.state === 'proposed';
  return (
    <section class="card result">
      <h2 ref={heading} tabIndex={-1}>{say(isProposed ? 'morning.made' : 'morning.is_published')} <span class={`state ${board.state}`}>{say(`state.${board.state as 'proposed'}`)}</span></h2>
      <Figures board={board} />
      {made.unassigned.length > 0 && <p class="left-out">{say('morning.left_out', { n: made.unassigned.length })} <bdi>{made.unassigned.map((one) => one.who).join(', ')}</bdi>. <a href={`/plans/${plan}#left`}>{say('morning.why')}</a></p>}
      {isProposed && <Before made={made} live={live} />}
      {isProposed && live && <p class="hint">{say(isHeld ? 'morning.begun' : 'morning.replaces')} <a href={`/plans/${live.id}`}>{say('morning.open_live')}</a></p>}
      <div class="buttons">
        <button type="button" onClick={onBack}>{say('morning.change')}</button>
        <a class="button" href={`/plans/${plan}`}>{say(isProposed ? 'morning.by_hand' : 'morning.open_day')}</a>
        <a class={isProposed ? 'button' : 'button main'} href={fileAt(`/api/plans/${plan}/exports/pdf`)} target="_blank" rel="noopener">{say('morning.print')}</a>
        {isProposed && <button type="button" class="main" aria-keyshortcuts="p" disabled={!canPublish || isHeld} onClick={publish}>{say(live ? 'morning.publish_instead' : 'morning.publish')}</button>}
      </div>
    </section>
  );
}

async function publishPlan(board: Board, replaces: string | undefined): Promise<void> {
  const body = replaces === undefined ? {} : { replaces };
  await take(client.POST('/api/plans/{key}/publish', { params: { path: { key: board.plan }, header: { 'if-match': board.etag } }, body }));
}

const FIGURES: Readonly<Record<string, [name: Parameters<typeof say>[0], told: (value: number) => string]>> = {
  visits_planned: ['day.visits', (value) => number(value)],
  visits_unassigned: ['day.unassigned', (value) => number(value)],
  drive_s: ['day.driving', hours],
  care_share: ['day.care_share', (value) => percent(value)],
  late_s: ['day.late', minutes],
  overtime_s: ['day.overtime', minutes],
};

function Figures({ board }: { board: Board }) {
  const over = overBest(board.gap);
  return (
    <dl class="kpis">
      {Object.entries(FIGURES).map(([key, [name, told]]) => <div key={key}><dt>{say(name)}</dt><dd>{told(Number(board.kpis[key as 'drive_s']))}</dd></div>)}
      {over !== null && <div><dt>{say('morning.gap')}</dt><dd>{percent(over, 1)}</dd></div>}
    </dl>
  );
}

/** How it differs from the plan in force for the date, from the one made before it, or from what it was before it was changed by hand. */
function Before({ made, live }: { made: Day; live: PlanEntry | null }) {
  const plans = morning.value?.date === made.board.date ? morning.value.plans : [];
  const others = comparable(made.board, plans, live);
  const [wanted, want] = useState<Other['kind'] | null>(null);
  const other = others.find((one) => one.kind === wanted) ?? others[0];
  const asked = useAsked(async () => (other ? { kind: other.kind, day: open(await readBoard(other.plan, other.version)) } : null), [other?.plan, other?.version]);
  if (!asked.value) return asked.problem && <Waiting asked={[asked]} />;
  const { kind, day: before } = asked.value;
  const told = differ(before, made);
  const counts = ([['moved', told.moved], ['shifted', told.shifted], ['placed', told.placed], ['lost', told.left]] as const).filter(([, visits]) => visits.length > 0);
  const due = ([['gone', told.gone], ['added', told.added]] as const).filter(([, n]) => n > 0);
  return (
    <details open>
      <summary>{say(`morning.compared.${kind}`)}</summary>
      {others.length > 1 && <p><label>{say('morning.compare')} <select value={other?.kind} onChange={(event) => want(event.currentTarget.value as Other['kind'])}>{others.map((one) => <option key={one.kind} value={one.kind}>{say(`morning.compare.${one.kind}`)}</option>)}</select></label></p>}
      <table>
        <thead><tr><th scope="col">{say('morning.figure')}</th><th scope="col">{say(`morning.${kind}`)}</th><th scope="col">{say('morning.now')}</th></tr></thead>
        <tbody>
          {told.figures.map((one) => {
            const [name, tellFigure] = FIGURES[one.name] ?? ['day.visits', String];
            return <tr key={one.name}><th scope="row">{say(name)}</th><td>{tellFigure(Number(one.before))}</td><td class={one.better === null ? undefined : one.better ? 'good' : 'bad'}>{tellFigure(Number(one.after))}{one.better !== null && ` (${say(one.better ? 'morning.better' : 'morning.worse')})`}</td></tr>;
          })}
        </tbody>
      </table>
      {told.both === 0 && <p>{say('morning.unlike')}</p>}
      {told.both > 0 && due.length > 0 && <p class="muted">{due.map(([name, n]) => say(`morning.${name}.due`, { n })).join(' · ')}</p>}
      {told.both > 0 && counts.map(([name, visits]) => (
        <details key={name}>
          <summary>{say(`morning.${name}`, { n: visits.length })}</summary>
          <ul>{visits.map((id) => <li key={id}><bdi>{made.visits.get(id)?.who ?? id}</bdi> <Where day={before} visit={id} /> → <Where day={made} visit={id} /></li>)}</ul>
        </details>
      ))}
    </details>
  );
}

function Where({ day, visit }: { day: Day; visit: string }) {
  const stop = day.visits.get(visit)?.stop;
  if (!stop) return <span class="muted">{say('proposal.nowhere')}</span>;
  return <><bdi>{stop.car}</bdi> {clock(stop.start, day.board.timezone)}</>;
}
