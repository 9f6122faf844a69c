// What to mind as the day goes on: kept as the service foresees it and as it was told, and told when something comes up.

import { computed, effect, signal } from '@preact/signals';
import { client, take } from '../../../client/client';
import { day, now } from '../../../state/day';
import { hear } from '../../../state/feed';
import { tell } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { task } from '../task';
import { concernsOf, eachOf, type Alert, type Concern } from './concerns';

/** What the service foresees; null until it is read. */
const alerts = signal<readonly Alert[] | null>(null);

export const concerns = computed(() => (day.value ? concernsOf(day.value, alerts.value ?? [], now.value) : []));

let asked = 0;

async function look(plan: string): Promise<void> {
  const mine = ++asked;
  // Where no outlook comes the day is shown all the same, and the next news asks again.
  const outlook = await take(client.GET('/api/plans/{key}/outlook', { params: { path: { key: plan }, query: asOf } })).catch(() => null);
  if (outlook && mine === asked) alerts.value = outlook.alerts;
}

function announce(fresh: readonly Concern[]): void {
  const [first] = fresh;
  if (!first) return;
  const text = fresh.length === 1 ? `${[first.car?.label, first.who || first.car?.id].filter(Boolean).join(' ')}: ${first.text}` : say('alerts.several', { n: fresh.length });
  tell(text, 'plain', { label: say('waiting.open'), act: () => { task.value = { panel: 'alerts' }; } });
}

/** Keep what there is to mind of a plan, and tell what comes up after it is opened; gives what ends that. */
export function followAlerts(plan: string): () => void {
  alerts.value = null;
  let known: ReadonlySet<string> | null = null;
  const telling = effect(() => {
    const all = eachOf(concerns.value);
    if (alerts.value === null) return;
    const before = known;
    known = new Set(all.map((one) => one.key));
    if (before) announce(all.filter((one) => !one.isQuiet && !before.has(one.key)));
  });
  void look(plan);
  const hearing = hear(({ kind, document }) => {
    if (kind === 'reset' || (document['plan'] === plan && (kind === 'alert' || kind === 'plan'))) void look(plan);
  });
  return () => { telling(); hearing(); };
}
