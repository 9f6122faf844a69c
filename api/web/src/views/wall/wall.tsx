// A screen on the wall: the team's plan in force, large, with what to keep an eye on; it asks for nothing.

import { useEffect } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import type { Day } from '../../model/board';
import { unwished } from '../../model/concerns';
import { todayIn } from '../../model/dates';
import { clock, longDate, minutes, number } from '../../model/figures';
import { hasEnded } from '../../model/sheet';
import { instant } from '../../model/told';
import { minutesOld, offToday, pickInForce } from '../../model/wall';
import { Opening } from '../../parts/opening';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { behind, day, now, openPlan } from '../../state/day';
import { connected, hear } from '../../state/feed';
import { say } from '../../texts';
import { ConcernText, concernsOf, type Concern } from '../day/alerts/concerns';
import { nameOf } from '../day/calls/taking';
import { LaterMap } from '../day/map/later_map';
import { missOf } from '../day/visit_name';
import { Timeline } from '../day/timeline/timeline';
import type { Call } from '../day/waiting/waiting';
import '../day/day.css';
import './wall.css';

/** An outlook with the instant at which it was read. */
type Outlook = Schemas['OutlookEntry'] & { read: number };

export function Wall({ team }: { team: string }) {
  const asked = useAsked(() => Promise.all([take(client.GET('/api/plans')), take(client.GET('/api/teams'))]), [team], { isQuiet: true });
  const { value, again } = asked;
  useEffect(() => hear(({ kind }) => { if (kind === 'plan' || kind === 'reset') again(); }), []);
  if (value === null) return <main><Waiting asked={[asked]} /></main>;
  const [plans, teams] = value;
  const timezone = teams.find((one) => one.key === team)?.timezone ?? 'Europe/Stockholm';
  const plan = pickInForce(plans, team, todayIn(timezone, new Date(now.value * 1000)))?.id;
  return plan ? <Screen key={plan} plan={plan} /> : <main class="waiting">{say('wall.no_plan')}</main>;
}

function Screen({ plan }: { plan: string }) {
  useEffect(() => openPlan(plan, { isQuiet: true }), [plan]);
  const { value: outlook, problem, again } = useAsked(() => readOutlook(plan), [plan, now.value], { isQuiet: true });
  const { value: calls, again: readCalls } = useAsked(() => take(client.GET('/api/plans/{key}/calls', { params: { path: { key: plan } } })), [plan, now.value], { isQuiet: true });
  useEffect(() => hear(({ kind, document }) => {
    if (kind === 'reset' || (kind === 'call' && document['plan'] === plan)) readCalls();
    if (kind === 'alert' && document['plan'] === plan) again();
  }), [plan]);
  const open = day.value;
  if (open?.board.plan !== plan) return <main><Opening plan={plan} /></main>;
  const old = minutesOld(Math.min(outlook?.read ?? Infinity, behind.value ?? Infinity), now.value);
  return (
    <main class="wall">
      <Top day={open} age={old ? say('wall.old', { n: old }) : !outlook && problem ? say('wall.unread') : null} />
      <Concerns day={open} outlook={outlook} calls={calls ?? []} isNew={outlook !== null && calls !== null && old === null} />
      <LaterMap />
      <Timeline />
    </main>
  );
}

async function readOutlook(plan: string): Promise<Outlook> {
  const found = await take(client.GET('/api/plans/{key}/outlook', { params: { path: { key: plan } } }));
  return { ...found, read: now.value };
}

function Top({ day: open, age }: { day: Day; age: string | null }) {
  const { board } = open;
  const ended = board.visits.filter(hasEnded).length;
  const off = offToday(board.date, todayIn(board.timezone, new Date(now.value * 1000)));
  return (
    <header class="top">
      <div>
        <h1><bdi>{board.team_name}</bdi></h1>
        <p class="date">{longDate(board.date)}{off && <> <span class="state">{say(`wall.${off}`)}</span></>}</p>
      </div>
      {connected.value === false && <p class="banner" role="alert">{say('shell.offline')}</p>}
      {age && <p class="banner">{age}</p>}
      <dl>
        <div><dt>{say('wall.visits_ended')}</dt><dd>{number(ended)}/{number(board.visits.length)}</dd></div>
        <div class={open.unassigned.length > 0 ? 'bad' : undefined}><dt>{say('wall.unassigned')}</dt><dd>{number(open.unassigned.length)}</dd></div>
        <div><dt>{say('wall.time')}</dt><dd><time>{clock(now.value, board.timezone)}</time></dd></div>
      </dl>
    </header>
  );
}

/** What to mind here: besides what comes up, calls that wait, and what the lists of the day show: visits without a place and those far from what was wished. */
function mindedOf(open: Day, outlook: Outlook | null, calls: readonly Call[]): Concern[] {
  const waiting = calls.map((call): Concern => ({ key: `call ${call.id}`, car: undefined, visit: null, who: nameOf(call), text: say('waiting.waited', { time: minutes(Math.max(0, now.value - instant(call.taken))) }) }));
  const found = concernsOf(open, outlook?.alerts ?? [], now.value);
  const left = open.unassigned.map((visit): Concern => ({ key: `left ${visit.id}`, car: undefined, visit: visit.id, who: visit.who, text: say('wall.unassigned') }));
  const far = unwished(open).filter(({ id }) => !found.some((one) => one.visit === id)).map((visit): Concern => ({
    key: `unwished ${visit.id}`, car: open.cars.get(visit.stop.car), visit: visit.id, who: visit.who, text: `${clock(visit.stop.start, open.board.timezone)}, ${missOf(visit)}`,
  }));
  return [...waiting, ...found, ...left, ...far];
}

function Concerns({ day: open, outlook, calls, isNew }: { day: Day; outlook: Outlook | null; calls: readonly Call[]; isNew: boolean }) {
  const concerns = mindedOf(open, outlook, calls);
  return (
    <section class="concerns" aria-labelledby="concerns" aria-live="polite">
      <h2 id="concerns">{say('wall.concerns')}</h2>
      {isNew && concerns.length === 0 && <p class="calm">{say('wall.calm')}</p>}
      <ul>
        {concerns.map((one) => <li key={one.key}><ConcernText of={one} /></li>)}
      </ul>
    </section>
  );
}
