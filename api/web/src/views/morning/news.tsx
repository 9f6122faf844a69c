// What is new since the last plan, what that left over, and what there is already for the date.

import type { Schemas } from '../../client/client';
import { longDate, minutes } from '../../model/figures';
import { type Morning, namesOf, reseated } from '../../model/morning';
import { say, sayIfKnown } from '../../texts';
import { change, wanted } from './work';

/** What is otherwise than with the last plan, and who goes with another car by what is changed here. */
export function News({ found }: { found: Morning }) {
  const { news, last } = found;
  const names = namesOf(found);
  const moves = reseated(found, wanted.value);
  return (
    <section class="card" aria-labelledby="news">
      <h2 id="news">{last ? say('morning.news.since', { date: longDate(last.date) }) : say('morning.news')}</h2>
      {news.length + moves.length === 0 ? <p class="muted">{say('morning.news.none')}</p> : (
        <ul class="news">
          {moves.map(({ person, car }) => <li key={person}><bdi>{names.get(person) ?? person}</bdi>: {say('news.rides', { car })}</li>)}
          {news.map((one) => (
            <li key={`${one.kind} ${one.subject} ${one.detail ?? ''}`}>
              <bdi>{names.get(one.subject) ?? one.subject}</bdi>: {say(`news.${one.kind}`)}{one.detail && <> (<bdi>{sayIfKnown(`absence.${one.detail}`, one.detail)}</bdi>)</>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What the last plan did not do, to be taken along. */
export function LeftOver({ found }: { found: Morning }) {
  if (found.left_over.length === 0) return null;
  const taken = new Set(wanted.value.extra.map((one) => one.id));
  return (
    <section class="card people" aria-labelledby="left">
      <h2 id="left">{say('morning.left')}</h2>
      <ul>
        {found.left_over.map(({ visit, why, due }) => (
          <li key={visit.id}>
            <span class="name"><bdi>{visit.patient}</bdi> <span class="muted">{minutes(visit.duration_min * 60)} · {say(`left.${why}`)}{due && ` · ${say('left.due')}`}</span></span>
            <button type="button" aria-pressed={taken.has(visit.id)} aria-label={`${say('morning.take_along')}: ${visit.patient}`} onClick={() => change(({ extra }) => ({ extra: [...extra.filter((one) => one.id !== visit.id), ...(taken.has(visit.id) ? [] : [visit])] }))}>{say('morning.take_along')}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Existing({ plans, onOpen }: { plans: readonly Schemas['PlanEntry'][]; onOpen: (plan: string) => void }) {
  const latest = plans.find((one) => one.state === 'published' || one.state === 'running') ?? plans[0];
  if (!latest) return null;
  return (
    <p class="card existing">
      <span>{say('morning.exists')} <span class={`state ${latest.state}`}>{say(`state.${latest.state as 'proposed'}`)}</span> {say('word.visits', { n: latest.visits_planned })}, {latest.visits_unassigned} {say('day.unassigned')}</span>
      {latest.state === 'proposed' && <button type="button" onClick={() => onOpen(latest.id)}>{say('morning.continue')}</button>}
      <a href={`/plans/${latest.id}`}>{say('morning.open_day')}</a>
    </p>
  );
}
