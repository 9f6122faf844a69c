// What others do, as the service tells it: one stream for the whole page, opened anew where it broke or fell silent.

import { signal } from '@preact/signals';
import { client } from '../client/client';

export interface News {
  kind: string;
  document: Record<string, unknown>;
}

type Listener = (news: News) => void;

/** Whether the stream is open; null before the first try has ended. */
export const connected = signal<boolean | null>(null);

const KINDS = ['plan', 'job', 'proposal', 'call', 'events', 'alert', 'roster', 'morning', 'reset'];
const listeners = new Set<Listener>();
const RETRY_MS = 2000;
/** The service says something every 15 s: a stream that says nothing for so long is dead, though no browser sees it. */
const SILENT_MS = 40_000;
/** A browser opens six connections to a host without HTTP/2: pages out of sight for so long leave theirs to others. */
const AWAY_MS = 30_000;

let stream: EventSource | null = null;
let isBehind = false;
let reopening = 0;

/** Listen to what is told from now on; gives what ends it. */
export function hear(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Keep the stream open while the page is in sight. */
export function follow(): void {
  let leaving = 0;
  const look = () => {
    window.clearTimeout(leaving);
    if (document.hidden) leaving = window.setTimeout(rest, AWAY_MS);
    else if (!stream) open();
  };
  document.addEventListener('visibilitychange', look);
  look();
}

function open(): void {
  stream?.close();
  const opened = new EventSource('/api/feed');
  stream = opened;
  awaitNews();
  opened.onopen = () => {
    awaitNews();
    connected.value = true;
    // What was missed may be more than is kept: whoever listens reads everything anew.
    if (isBehind) tell({ kind: 'reset', document: {} });
    isBehind = false;
  };
  opened.onerror = () => {
    lose();
    if (opened.readyState !== EventSource.CLOSED) return;
    // A stream that was refused may be one of a session that has ended: asking for it leads to the page to sign in.
    void client.GET('/api/sessions/current').then(({ response }) => { if (response.status === 401) location.reload(); }, () => {});
    reopenAfter(RETRY_MS);
  };
  opened.addEventListener('pulse', awaitNews);
  for (const kind of KINDS) {
    opened.addEventListener(kind, (event) => {
      awaitNews();
      tell({ kind, document: event.data ? (JSON.parse(event.data) as Record<string, unknown>) : {} });
    });
  }
}

function tell(news: News): void {
  for (const listener of listeners) listener(news);
}

function awaitNews(): void {
  reopenAfter(SILENT_MS);
}

function reopenAfter(wait: number): void {
  window.clearTimeout(reopening);
  reopening = window.setTimeout(() => { lose(); open(); }, wait);
}

function lose(): void {
  connected.value = false;
  isBehind = true;
}

/** Let the stream go; whether there is contact shows once the page is looked at again. */
function rest(): void {
  window.clearTimeout(reopening);
  stream?.close();
  stream = null;
  isBehind = true;
}
