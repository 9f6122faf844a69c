// What happened, told at the edge of the page and to screen readers.

import { signal } from '@preact/signals';
import { Problem } from '../client/problem';
import { say } from '../texts';
import { mark } from './marking';

export interface Action {
  label: string;
  act: () => void;
  /** What it undoes, by a name of its own: its notice goes when that is undone elsewhere. */
  undoes?: string;
}

export interface Notice {
  id: number;
  text: string;
  tone: 'good' | 'bad' | 'plain';
  actions: readonly Action[];
  /** The dialog it was refused in; told there, and only as long as that is open. */
  dialog: symbol | undefined;
}

const STAY_MS = 8000;
/** Notices before the newest that go by themselves. */
const MOST_FLEETING = 3;

export const notices = signal<readonly Notice[]>([]);
let last = 0;
/** The dialogs that are open, the topmost last: what lies behind it can be neither reached nor heard. */
let dialogs: readonly symbol[] = [];

/** Tell something; what went wrong stays until it is dismissed. */
export function tell(text: string, tone: Notice['tone'] = 'plain', ...actions: readonly (Action | undefined)[]): void {
  add({ id: ++last, text, tone, actions: actions.filter((one) => one !== undefined), dialog: undefined });
}

/** Have what is refused told in a dialog; gives what ends that. */
export function tellIn(dialog: symbol): () => void {
  dialogs = [...dialogs, dialog];
  return () => {
    dialogs = dialogs.filter((one) => one !== dialog);
    notices.value = notices.value.filter((one) => one.dialog !== dialog);
  };
}

/** Let go of what went wrong before with something that nobody works on any more. */
export function forgive(): void {
  notices.value = notices.value.filter((one) => one.tone !== 'bad');
}

/** Let go of what told of something that is undone by now. */
export function unsay(undone: string): void {
  notices.value = notices.value.filter((one) => one.actions.every(({ undoes }) => undoes !== undone));
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}

/** Tell what was refused, in the service's words: in the topmost dialog, where one is open. */
export function tellProblem(error: unknown): void {
  if (!(error instanceof Problem)) {
    tell(say('shell.broken'), 'bad');
    throw error;
  }
  add({ id: ++last, text: explain(error), tone: 'bad', actions: [], dialog: dialogs.at(-1) });
  mark(error, `notice-${last}`);
}

/** Say what was refused, in the service's words. */
export function explain(error: Problem): string {
  if (error.kind === 'unanswered') return say('shell.unanswered');
  if (error.unreachable) return say('shell.unreachable');
  return error.document.faults?.map(({ cause }) => cause).join(' ') || error.message;
}

function add(notice: Notice): void {
  const { id, text, tone } = notice;
  const others = notices.value.filter((one) => one.tone !== tone || one.text !== text);
  const fleeting = others.filter((one) => one.tone !== 'bad').slice(-MOST_FLEETING);
  notices.value = [...others.filter((one) => one.tone === 'bad' || fleeting.includes(one)), notice];
  if (tone !== 'bad') setTimeout(() => dismiss(id), STAY_MS);
}
