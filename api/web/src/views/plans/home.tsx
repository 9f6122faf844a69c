// Where one comes in: the plan that is in force or about to be, else the list of all.

import { useEffect } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { todayIn } from '../../model/dates';
import { IN_FORCE } from '../../model/lives';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { go } from '../../router';
import { Plans } from './plans';

export function Home() {
  const asked = useAsked(findNearest, []);
  const nearest = asked.value?.nearest;
  useEffect(() => { if (nearest) go(`/plans/${nearest.id}`, { replace: true }); }, [nearest?.id]);
  return asked.value && !nearest ? <Plans /> : <Waiting asked={[asked]} />;
}

type Plan = Schemas['PlanEntry'];

async function findNearest(): Promise<{ nearest: Plan | null }> {
  const [plans, teams] = await Promise.all([take(client.GET('/api/plans')), take(client.GET('/api/teams'))]);
  const now = new Date();
  const days = new Map(teams.map((one) => [one.key, todayIn(one.timezone, now)]));
  return { nearest: pickNearest(plans, ({ team }) => days.get(team) ?? '') };
}

/** The plan in force today, else the only one in force, else the only one to come; null where there is a choice to make. */
export function pickNearest(plans: readonly Plan[], today: (plan: Plan) => string): Plan | null {
  const ahead = plans.filter((plan) => plan.date >= today(plan) && plan.state !== 'closed');
  const inForce = ahead.filter((plan) => IN_FORCE.has(plan.state));
  for (const some of [inForce.filter((plan) => plan.date === today(plan)), inForce, ahead]) {
    const [only, other] = some;
    if (only && !other) return only;
  }
  return null;
}
