// What is new since the last plan, what that left over, and what there is already for the date.

import { longDate, minutes } from '../../model/figures';
import { goneOnWith, type PlanEntry } from '../../model/lives';
import { type Morning, namesOf, reseated } from '../../model/morning';
import { useAsked } from '../../parts/use';
import { readBoard } from '../../state/day';
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

/** The plan in force and a newer one that is not published, to go on with. */
export function Existing({ plans, onOpen }: { plans: readonly PlanEntry[]; onOpen: (plan: string) => void }) {
  return (
    <>
      {goneOnWith(plans).map((plan, at) => (
        <p key={plan.id} class="card existing">
          <span>{say(at === 0 ? 'morning.exists' : 'morning.newer')} <span class={`state ${plan.state}`}>{say(`state.${plan.state as 'proposed'}`)}</span> <Figures plan={plan} /></span>
          {plan.state === 'proposed' && <button type="button" onClick={() => onOpen(plan.id)}>{say('morning.continue')}</button>}
          <a href={`/plans/${plan.id}`}>{say('morning.open_day')}</a>
        </p>
      ))}
    </>
  );
}

/** What a plan has; of one that has begun as its day tells it, with what has happened since it was made. */
function Figures({ plan }: { plan: PlanEntry }) {
  const { id, state, version } = plan;
  const { value: told } = useAsked(async () => (state === 'running' ? (await readBoard(id)).kpis : plan), [id, state, version]);
  return told && <>{say('word.visits', { n: told.visits_planned })}, {told.visits_unassigned} {say('day.unassigned')}</>;
}
