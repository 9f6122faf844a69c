// The plans there are, the latest date first, and of a date the plan made last.

import { useEffect } from 'preact/hooks';
import { client, take } from '../../client/client';
import { longDate } from '../../model/figures';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { mayDispatch } from '../../state/account';
import { hear } from '../../state/feed';
import { language, say } from '../../texts';

export function Plans() {
  const asked = useAsked(() => Promise.all([take(client.GET('/api/plans')), take(client.GET('/api/teams'))]), [language.value]);
  useEffect(() => hear(({ kind }) => { if (kind === 'plan' || kind === 'reset') asked.again(); }), []);
  if (asked.value === null) return <Waiting asked={[asked]} />;
  const [plans, teams] = asked.value;
  return (
    <section class="page">
      <h1>{say('shell.plans')}</h1>
      {plans.length === 0 && <p class="muted">{say('shell.none')} {mayDispatch() && say('shell.make_first')}</p>}
      <ul class="plans">
        {plans.toSorted((one, other) => other.date.localeCompare(one.date)).map((plan) => (
          <li key={plan.id}>
            <a href={`/plans/${plan.id}`}>
              <strong>{longDate(plan.date)}</strong>
              <bdi>{teams.find((team) => team.key === plan.team)?.name ?? plan.team}</bdi>
              <span class={`state ${plan.state}`}>{say(`state.${plan.state as 'proposed'}`)}</span>
              <span class="muted">{say('word.visits', { n: plan.visits_planned })} · {plan.visits_unassigned} {say('day.unassigned')} · {say('word.version', { n: plan.version })}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
