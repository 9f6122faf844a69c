// What others do with the plan that is open, told in words.

import { client, take } from '../../client/client';
import { countChanges, group, type Difference } from '../../model/told';
import { day } from '../../state/day';
import { hear } from '../../state/feed';
import { tell } from '../../state/notices';
import { say } from '../../texts';
import { madeHere } from './acting';

/** Tell what others change in a plan, once for each version and not when it is published or begins; gives what ends that. */
export function followOthers(plan: string): () => void {
  return hear(({ kind, document }) => {
    const { plan: about, version } = document;
    if (kind === 'plan' && about === plan && typeof version === 'number' && version > (day.value?.board.version ?? version)) void announce(plan, version);
  });
}

async function announce(plan: string, version: number): Promise<void> {
  if (await madeHere(plan, version)) return;
  const params = { path: { key: plan } };
  const [versions, difference] = await Promise.all([
    take(client.GET('/api/plans/{key}/versions', { params })),
    take(client.GET('/api/plans/{key}/difference', { params: { ...params, query: { before: version - 1, after: version } } })),
  ]).catch(() => [null, null] as const); // the plan is read anew all the same; only the words are missing
  const who = versions?.find((one) => one.version === version)?.made_by;
  if (who && difference) tell(describe(who, difference));
}

function describe(who: string, difference: Difference): string {
  const [first] = group(difference);
  const change = first?.changes[0];
  const car = day.value?.cars.get(change?.after?.car ?? '');
  if (countChanges(difference) === 0) return say('others.plan', { who });
  if (countChanges(difference) !== 1 || !first || !change) return say('others.changed', { who, n: countChanges(difference) });
  const patient = day.value?.visits.get(change.visit)?.who ?? change.visit;
  return say(`others.${first.kind}`, { who, patient, car: car ? `${car.label} ${car.id}` : '' });
}
