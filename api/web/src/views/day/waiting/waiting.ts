// The calls of the day that have no place yet, kept as they stand, and told when one comes or gets offers.

import { signal } from '@preact/signals';
import { client, take, type Schemas } from '../../../client/client';
import { hear } from '../../../state/feed';
import { tell, tellProblem } from '../../../state/notices';
import { say } from '../../../texts';
import { nameOf } from '../calls/taking';
import { task } from '../task';

export type Call = Schemas['CallEntry'];

export const calls = signal<readonly Call[]>([]);

let asked = 0;

async function read(plan: string, isTold: boolean): Promise<void> {
  const mine = ++asked;
  const found = await take(client.GET('/api/plans/{key}/calls', { params: { path: { key: plan } } })).catch((error: unknown) => { tellProblem(error); return null; });
  if (!found || mine !== asked) return;
  if (isTold) announce(calls.value, found);
  calls.value = found;
}

function announce(before: readonly Call[], after: readonly Call[]): void {
  for (const call of after) {
    const known = before.find((one) => one.id === call.id);
    if (task.value?.['call'] === call.id) continue;
    if (!known) tell(say('waiting.came', { who: nameOf(call) }), 'plain', { label: say('waiting.open'), act: () => { task.value = { panel: 'offers', call: call.id }; } });
    else if (known.offers.length === 0 && call.offers.length > 0) tell(say('waiting.offered', { who: nameOf(call) }), 'good', { label: say('waiting.open'), act: () => { task.value = { panel: 'offers', call: call.id }; } });
  }
}

/** Keep the waiting room of a plan as it stands; gives what ends that. */
export function followCalls(plan: string): () => void {
  calls.value = [];
  void read(plan, false);
  return hear(({ kind, document }) => {
    if (kind === 'reset' || (kind === 'call' && document['plan'] === plan)) void read(plan, true);
  });
}
