// Telling what has happened: at once, whoever changes the plan meanwhile; what was told by mistake is taken back.

import { client, take } from '../../../client/client';
import { Problem } from '../../../client/problem';
import { day, refresh } from '../../../state/day';
import { explain, tell, tellProblem, unsay } from '../../../state/notices';
import { asOf, triedAt } from '../../../state/tried';
import { say } from '../../../texts';
import { once } from '../acting';
import { task } from '../task';

export interface Happened {
  event: string;
  [field: string]: unknown;
}

/** The time that something came about if it did just now; the service takes whole seconds. */
export function justNow(): string {
  return triedAt ?? `${new Date().toISOString().slice(0, 19)}Z`;
}

/** Tell what has happened, in words too, with a way back; whether it was taken. What leaves visits to be planned anew offers to do that. */
export async function report(happened: Happened, what: string, replan?: () => void): Promise<boolean> {
  const plan = day.value?.board.plan;
  if (!plan || !await once(happened, () => keep(plan, happened))) return false;
  const back = { label: say('shell.undo'), act: () => void takeBack(plan, happened), undoes: nameOf(plan, happened) };
  tell(say('events.told', { what }), 'good', back, replan && { label: say('replan.title'), act: replan });
  return true;
}

/** Take back what was told by mistake: the day goes on as if it had never been. */
export async function takeBack(plan: string, happened: Happened): Promise<void> {
  const { event: what, visit, patient, car, staff } = happened;
  const back = { event: 'taken_back', what, visit, patient, car, staff };
  if (!await once(back, () => keep(plan, back))) return;
  unsay(nameOf(plan, happened));
  tell(say('events.taken_back'), 'good');
}

/** What is taken back at once: the last of a kind about one subject. */
function nameOf(plan: string, { event, visit, patient, car, staff }: Happened): string {
  return [plan, event, visit ?? patient ?? car ?? staff].join(' ');
}

/** Show all that was told, and what can be done about each. */
export function openTold(): void {
  task.value = { panel: 'told' };
}

async function keep(plan: string, happened: Happened): Promise<boolean> {
  const events = [{ time: justNow(), ...happened }];
  try {
    await take(client.POST('/api/plans/{key}/events', { params: { path: { key: plan } }, body: { events, ...asOf } }));
  } catch (error) {
    if (!(error instanceof Problem)) tellProblem(error);
    else tell(explain(error), 'bad', happened.event === 'taken_back' ? { label: say('told.title'), act: openTold } : undefined);
    return false;
  }
  await refresh(plan);
  return true;
}
