// Telling what has happened: at once, whoever changes the plan meanwhile.

import { client, take } from '../../../client/client';
import { Problem } from '../../../client/problem';
import { day, refresh } from '../../../state/day';
import { tell, tellProblem } from '../../../state/notices';
import { asOf, triedAt } from '../../../state/tried';
import { say } from '../../../texts';
import { once } from '../acting';
import { openReplan } from '../proposals/replan_panel';

export type Happened = Readonly<Record<string, unknown>> & { event: string };

/** The time that something came about if it did just now; the service takes whole seconds. */
export function justNow(): string {
  return triedAt ?? `${new Date().toISOString().slice(0, 19)}Z`;
}

/** Tell what has happened. What leaves visits to be planned anew offers to do that. */
export async function report(happened: Happened, { replan = false } = {}): Promise<void> {
  await once(happened, () => keep(happened, replan));
}

async function keep(happened: Happened, replan: boolean): Promise<void> {
  const key = day.value?.board.plan;
  if (!key) return;
  const events = [{ time: justNow(), ...happened }];
  try {
    await take(client.POST('/api/plans/{key}/events', { params: { path: { key } }, body: { events, ...asOf } }));
  } catch (error) {
    if (error instanceof Problem && error.document.faults?.[0]) tell(error.document.faults.map((fault) => fault.cause).join(' '), 'bad');
    else tellProblem(error);
    return;
  }
  await refresh(key);
  tell(say('events.told'), 'good', replan ? { label: say('replan.title'), act: openReplan } : undefined);
}
