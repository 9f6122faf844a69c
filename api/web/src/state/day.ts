// The plan that is open, what is chosen in it, and what is shown in place of it to try something out.

import { computed, signal } from '@preact/signals';
import { client, take } from '../client/client';
import { Problem } from '../client/problem';
import { open, type Board, type Day } from '../model/board';
import { language } from '../texts';
import { hear } from './feed';
import { tellProblem } from './notices';
import { instantOf, triedAt } from './tried';

export type Chosen = { visit: string } | { car: string } | null;

/** The plan as it stands; null until it has come. */
export const day = signal<Day | null>(null);
/** Why the plan that is asked for does not come. */
export const refused = signal<Problem | null>(null);
/** Since when the plan is known to stand otherwise than it is shown, as it cannot be read anew; null: it is not. */
export const behind = signal<number | null>(null);
/** What a proposal or an offer would make of it, shown over it. */
export const preview = signal<Day | null>(null);
/** What is shown: what is tried out, else the plan. */
export const shown = computed(() => preview.value ?? day.value);
/** The one selection that map, timeline and lists share. */
export const chosen = signal<Chosen>(null);
/** What the pointer or the focus is on, shown lightly everywhere. */
export const pointed = signal<Chosen>(null);
/** Cars that are not shown. */
export const hidden = signal<ReadonlySet<string>>(new Set());
/** The instant that is now, in seconds since 1970, moved on every half minute; that of a day that is tried out stands. */
export const now = signal(Math.floor(Date.now() / 1000));

if (triedAt === null) setInterval(() => { now.value = Math.floor(Date.now() / 1000); }, 30_000);

export const chosenVisit = computed(() => {
  const it = chosen.value;
  return it && 'visit' in it ? (shown.value?.visits.get(it.visit) ?? day.value?.visits.get(it.visit) ?? null) : null;
});
/** The chosen car, or that of the chosen visit. */
export const chosenCar = computed(() => {
  const it = chosen.value;
  return it && 'car' in it ? it.car : (chosenVisit.value?.stop?.car ?? null);
});

export function choose(it: Chosen): void {
  chosen.value = it;
}

/** Show a car or not. */
export function toggleCar(car: string): void {
  const left = new Set(hidden.value);
  if (!left.delete(car)) left.add(car);
  hidden.value = left;
}

/** Show one car alone, or all again where it is alone already. */
export function isolateCar(car: string): void {
  const others = (day.value?.board.cars ?? []).filter((one) => one.id !== car).map((one) => one.id);
  const alone = !hidden.value.has(car) && others.every((one) => hidden.value.has(one));
  hidden.value = new Set(alone ? [] : others);
}

/** Read a plan as it stands, or a version as it was made. */
export async function readBoard(plan: string, version?: number): Promise<Board> {
  return take(client.GET('/api/plans/{key}/board', { params: { path: { key: plan }, query: version === undefined ? {} : { version } } }));
}

export async function readProposedBoard(proposal: string): Promise<Board> {
  return take(client.GET('/api/proposals/{key}/board', { params: { path: { key: proposal } } }));
}

let asked = 0;

/**
 * Read the plan that is open anew; an answer that is overtaken by a later one is dropped. What is refused is told,
 * unless the page shows by itself how old its plan is.
 */
export async function refresh(plan: string, { isQuiet = false } = {}): Promise<void> {
  const mine = ++asked;
  try {
    const board = await readBoard(plan);
    if (mine !== asked) return;
    if (triedAt !== null) now.value = instantOf(triedAt, board);
    refused.value = behind.value = null;
    day.value = open(board);
  } catch (error) {
    if (mine !== asked) return;
    if (error instanceof Problem && day.value?.board.plan !== plan) { refused.value = error; return; }
    behind.value ??= now.value;
    if (!isQuiet || !(error instanceof Problem)) tellProblem(error);
  }
}

/** Open a plan and keep it as it stands, in the language of the page; gives what ends that. */
export function openPlan(plan: string, { isQuiet = false } = {}): () => void {
  if (day.value?.board.plan !== plan) {
    day.value = preview.value = chosen.value = pointed.value = refused.value = behind.value = null;
    hidden.value = new Set();
  }
  const speaking = language.subscribe(() => void refresh(plan, { isQuiet }));
  const hearing = hear(({ kind, document }) => {
    if (kind === 'reset' || (document['plan'] === plan && (kind === 'plan' || kind === 'events'))) void refresh(plan, { isQuiet });
  });
  // What was told once is not told again at every try.
  const trying = now.subscribe(() => { if (behind.peek() !== null || refused.peek()?.unreachable) void refresh(plan, { isQuiet: true }); });
  return () => { hearing(); speaking(); trying(); };
}
