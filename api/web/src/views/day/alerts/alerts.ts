// What to mind as the day goes on: kept as the service foresees it, and told when something comes up.

import { signal } from '@preact/signals';
import { client, take, type Schemas } from '../../../client/client';
import { minutes } from '../../../model/figures';
import { day } from '../../../state/day';
import { hear } from '../../../state/feed';
import { tell } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { task } from '../task';

export type Alert = Schemas['AlertEntry'];

export const alerts = signal<readonly Alert[]>([]);

let asked = 0;

async function look(plan: string, isTold: boolean): Promise<void> {
  const mine = ++asked;
  // Where no outlook comes the day is shown all the same, and the next news asks again.
  const outlook = await take(client.GET('/api/plans/{key}/outlook', { params: { path: { key: plan }, query: asOf } })).catch(() => null);
  if (!outlook || mine !== asked) return;
  const known = new Set(alerts.value.map(nameOf));
  const fresh = outlook.alerts.filter((alert) => !known.has(nameOf(alert)));
  alerts.value = outlook.alerts;
  const [first] = fresh;
  if (!isTold || !first) return;
  const text = fresh.length === 1 ? describe(first) : say('alerts.several', { n: fresh.length });
  tell(text, 'plain', { label: say('waiting.open'), act: () => { task.value = { panel: 'alerts' }; } });
}

/** What an alert is about, whatever its figures are. */
export function nameOf({ kind, car, visit }: Alert): string {
  return `${kind} ${car ?? ''} ${visit ?? ''}`;
}

export function describe({ kind, car, visit, seconds }: Alert): string {
  const open = day.value;
  const who = open?.visits.get(visit ?? '')?.who ?? visit ?? '';
  const by = open?.cars.get(car ?? '');
  return say(`alert.${kind}`, { who, car: by ? `${by.label} ${by.id}` : (car ?? ''), time: minutes(seconds ?? 0) });
}

/** Keep what there is to mind of a plan; gives what ends that. */
export function followAlerts(plan: string): () => void {
  alerts.value = [];
  void look(plan, false);
  return hear(({ kind, document }) => {
    if (kind === 'reset' || (document['plan'] === plan && (kind === 'alert' || kind === 'plan'))) void look(plan, true);
  });
}
