// What a morning page works on: the morning as the registry tells it, what it was told, and the steps back.
//
// What is told here is kept by the service at once, where everybody in the team sees it. Changes are functions of what there is,
// so that one that comes second to somebody else's is made again on top of it.

import { computed, signal } from '@preact/signals';
import { client, take, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import { adjustments, AS_DUE, beginsNow, type Morning, sumUp, type Wanted, wantedOf } from '../../model/morning';
import { now } from '../../state/day';
import type { News } from '../../state/feed';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';

type Change = (so: Wanted) => Wanted;
type Told = Schemas['WantedEntry'];

export const morning = signal<Morning | null>(null);
const told = signal<Told | null>(null);
/** Changes that the service has not kept yet. */
const pending = signal<readonly Change[]>([]);
const steps = signal<readonly Wanted[]>([]);

export const wanted = computed(() => pending.value.reduce((so, make) => make(so), told.value ? wantedOf(told.value.wanted) : AS_DUE));
export const canUndo = computed(() => steps.value.length > 0);
export const sums = computed(() => (morning.value ? sumUp(morning.value, wanted.value) : null));

/** Have something otherwise; it can be taken back. Tells whether the service keeps it so. */
export function change(make: (so: Wanted) => Partial<Wanted>): Promise<boolean> {
  steps.value = [...steps.value, wanted.value];
  return keep((so) => ({ ...so, ...make(so) }));
}

/** Take the last change back; nothing where somebody else has told something since. */
export function undo(): void {
  const last = steps.value.at(-1);
  if (!last) return;
  steps.value = steps.value.slice(0, -1);
  const seen = others;
  void keep((so) => (others === seen ? last : so));
}

function keep(make: Change): Promise<boolean> {
  pending.value = [...pending.value, make];
  if (!sending) {
    sending = send().finally(() => { sending = null; });
    sending.catch(tellProblem);
  }
  return sending.then(() => true, () => false);
}

let sending: Promise<void> | null = null;
/** How often somebody else was first. */
let others = 0;

/** Have the service keep all that is pending; what it refuses is not so here either. */
async function send(): Promise<void> {
  const { team, date } = morning.value ?? { team: '', date: '' };
  while (told.value && pending.value.length > 0) {
    const sent = pending.value.length;
    const params = { path: { team, date }, header: { 'if-match': told.value.etag } };
    const body = adjustments(wanted.value, told.value.wanted);
    try {
      const kept = await take(client.PUT('/api/teams/{team}/mornings/{date}', { params, body }));
      pending.value = pending.value.slice(sent);
      told.value = kept;
    } catch (error) {
      const theirs = error instanceof Problem && error.status === 412 && (error.document.current as unknown as Told | undefined);
      if (theirs) {
        hearOthers(theirs);
        continue;
      }
      pending.value = [];
      steps.value = [];
      throw error;
    }
  }
}

/** Take what somebody else has told; steps back would undo theirs too. */
function hearOthers(theirs: Told): void {
  others += 1;
  steps.value = [];
  told.value = theirs;
  tell(say('morning.others'));
}

function rest(): Promise<void> | undefined {
  return sending?.catch(() => {});
}

let asked = 0;

/** Read a morning; an answer overtaken by a later one is dropped. */
export async function openMorning(team: string, date: string): Promise<void> {
  const mine = ++asked;
  const isOther = morning.value?.team !== team || morning.value.date !== date;
  // Nothing is told in what is shown of another date while that still has changes on their way.
  if (isOther) morning.value = null;
  await rest();
  if (isOther) {
    told.value = null;
    steps.value = [];
  }
  const found = await take(client.GET('/api/teams/{team}/mornings/{date}', { params: { path: { team, date } } }));
  if (mine !== asked) return;
  morning.value = found;
  if (told.value === null) told.value = found.told;
  else if (found.told.revision > told.value.revision) hearOthers(found.told);
}

/** Tell whether news are of something in this morning that is not known here. */
export async function isNew({ kind, document }: News, team: string, date: string): Promise<boolean> {
  if (kind === 'reset') return true;
  if (kind === 'plan' || kind === 'call') return isOfPlans(document);
  if (kind !== 'morning' || document.team !== team || document.date !== date) return false;
  await rest();
  return told.value !== null && Number(document.revision) > told.value.revision;
}

/** Whether news of a plan are of one for this date, or may be: those of a plan that is put in force do not tell its date. */
function isOfPlans({ plan, state }: News['document']): boolean {
  return state === 'published' || morning.value?.plans.some((one) => one.id === plan) === true;
}

/** When a plan made now begins; null: with its shifts. */
export const begins = computed(() => (morning.value ? beginsNow(morning.value, now.value) : null));

/** Keep the day as the morning was told it; gives its id. */
export async function keepDay(team: string, date: string): Promise<string> {
  await sending;
  return (await take(client.POST('/api/teams/{team}/mornings/{date}/day', { params: { path: { team, date }, query: { from_now: begins.value !== null } } }))).id;
}
