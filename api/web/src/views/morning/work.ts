// What a morning page works on: the morning as the registry tells it, the changes to it, and the steps back.

import { computed, signal } from '@preact/signals';
import { client, take } from '../../client/client';
import { adjustments, AS_DUE, type Morning, sumUp, type Wanted } from '../../model/morning';

export const morning = signal<Morning | null>(null);
export const wanted = signal<Wanted>(AS_DUE);
const steps = signal<readonly Wanted[]>([]);

export const canUndo = computed(() => steps.value.length > 0);
export const sums = computed(() => (morning.value ? sumUp(morning.value, wanted.value) : null));

/** Have something otherwise; it can be taken back. */
export function change(what: Partial<Wanted>): void {
  steps.value = [...steps.value, wanted.value];
  wanted.value = { ...wanted.value, ...what };
}

export function undo(): void {
  const last = steps.value.at(-1);
  if (!last) return;
  steps.value = steps.value.slice(0, -1);
  wanted.value = last;
}

let asked = 0;

/** Read a morning; what was to be otherwise on another one is forgotten, and an answer overtaken by a later one dropped. */
export async function openMorning(team: string, date: string): Promise<void> {
  const mine = ++asked;
  if (morning.value?.team !== team || morning.value.date !== date) {
    morning.value = null;
    wanted.value = AS_DUE;
    steps.value = [];
  }
  const found = await take(client.GET('/api/teams/{team}/mornings/{date}', { params: { path: { team, date } } }));
  if (mine === asked) morning.value = found;
}

/** Keep the day as it is wanted; gives its id. */
export async function keepDay(team: string, date: string): Promise<string> {
  const body = adjustments(wanted.value);
  return (await take(client.POST('/api/teams/{team}/mornings/{date}/day', { params: { path: { team, date } }, body }))).id;
}
