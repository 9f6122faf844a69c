// What can be told of a visit with one press, and what takes a figure.

import { useState } from 'preact/hooks';
import { placeBeside, type Visit } from '../../../model/board';
import { nightAfter } from '../../../model/times';
import { TimeField } from '../../../parts/time_field';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { busy } from '../acting';
import { Panel } from '../panel';
import { openReplan } from '../proposals/replan_panel';
import type { Task } from '../task';
import { statusOf } from '../visit_name';
import { Fell } from './fell';
import { report } from './reporting';
import { Tell, WayBack } from './telling';
import { useWhen, WhenField, type When } from './when';
import '../proposals/proposals.css';
import './events.css';

interface Step {
  event: string;
  from: readonly Visit['status'][];
}

const STEPS: readonly Step[] = [
  { event: 'en_route', from: ['planned'] },
  { event: 'arrived', from: ['planned', 'en_route'] },
  { event: 'visit_started', from: ['planned', 'en_route', 'arrived'] },
  { event: 'visit_done', from: ['planned', 'en_route', 'arrived', 'started'] },
];
const BEFORE: readonly Visit['status'][] = ['planned', 'en_route', 'arrived'];

/** The statuses that a visit may get next, as buttons. */
function StatusButtons({ visit, when }: { visit: Visit; when: When }) {
  const isOpen = BEFORE.includes(visit.status);
  return (
    <div class="tells" role="group" aria-label={say('events.status')}>
      {STEPS.filter((step) => visit.stop && step.from.includes(visit.status)).map(({ event }) => <Tell key={event} event={event} visit={visit} when={when} />)}
      {isOpen && visit.stop && <Tell event="nobody_home" visit={visit} when={when} replan={openReplan} />}
      {(isOpen || visit.status === 'started') && <Tell event="visit_cancelled" visit={visit} when={when} replan={openReplan} />}
      {isOpen && <button type="button" aria-disabled={busy.value} onClick={() => void report({ event: 'to_hospital', patient: visit.patient }, `${visit.who}: ${say('event.to_hospital')}`, openReplan)}>{say('event.to_hospital')}</button>}
      <WayBack visit={visit} />
    </div>
  );
}

export function VisitEventsPanel({ task: { visit: key = '' } }: { task: Task }) {
  const open = day.value;
  const visit = open?.visits.get(key);
  const [minutes, setMinutes] = useState(Math.round((visit?.duration_s ?? 0) / 60));
  const [from, setFrom] = useState('');
  const when = useWhen();
  if (!open || !visit) return <Fell title={say('events.status')} />;
  if (open.board.state === 'proposed') return <Panel title={say('events.of', { who: visit.who })}><p>{say('life.draft')}</p></Panel>;
  const longer = (event: Event) => { event.preventDefault(); void report({ event: 'visit_longer', visit: visit.id, duration_min: minutes }, `${visit.who}: ${say('event.visit_longer')} ${minutes}`, openReplan); };
  const later = (event: Event) => { event.preventDefault(); void report({ event: 'visit_delayed', visit: visit.id, not_before: from }, `${visit.who}: ${say('event.visit_delayed')} ${from}`, openReplan); };
  return (
    <Panel title={say('events.of', { who: visit.who })} note={[statusOf(visit), placeBeside(visit)].filter(Boolean).join(' · ')}>
      <StatusButtons visit={visit} when={when} />
      <WhenField when={when} />
      <form class="line" onSubmit={longer}><label>{say('event.visit_longer')}<input type="number" min={1} max={1440} required value={minutes} onInput={(event) => setMinutes(Number(event.currentTarget.value))} /></label><button type="submit" aria-disabled={busy.value}>{say('events.tell')}</button></form>
      <form class="line" onSubmit={later}><TimeField label={say('event.visit_delayed')} required value={from} onTime={setFrom} night={nightAfter(from, open.board)} /><button type="submit" aria-disabled={busy.value}>{say('events.tell')}</button></form>
    </Panel>
  );
}
