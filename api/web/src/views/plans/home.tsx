// Where one comes in: the plan that is in force or about to be, else the list of all.

import { useEffect } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { useAsked } from '../../parts/use';
import { go } from '../../router';
import { say } from '../../texts';
import { Plans } from './plans';

export function Home() {
  const { value: plans } = useAsked(() => take(client.GET('/api/plans')), []);
  const nearest = plans && pickNearest(plans, new Date().toLocaleDateString('sv-SE'));
  useEffect(() => { if (nearest) go(`/plans/${nearest.id}`, { replace: true }); }, [nearest?.id]);
  return plans && !nearest ? <Plans /> : <p class="waiting">{say('shell.loading')}</p>;
}

/** The plan in force today, else the only one to come or in force; null where there is a choice to make. */
export function pickNearest(plans: readonly Schemas['PlanEntry'][], today: string): Schemas['PlanEntry'] | null {
  const inForce = plans.filter((plan) => plan.date === today && (plan.state === 'published' || plan.state === 'running'));
  const ahead = plans.filter((plan) => plan.date >= today && plan.state !== 'closed');
  for (const some of [inForce, ahead]) {
    const [only, other] = some;
    if (only && !other) return only;
  }
  return null;
}
