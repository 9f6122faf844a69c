// What others do, as the service tells it: one stream for all windows of a browser, opened anew where it broke or fell silent.
//
// A browser opens six connections to a host without HTTP/2, and requests wait behind streams that take them all. Of the windows in
// sight one therefore holds the line, by a lock, and passes on all it hears; one that hears nothing takes the lock from a sleeper.

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
/** Who holds the line says that it fell silent before others take the line for unheld. */
const LATER_MS = 5000;
/** Pages out of sight for so long leave the line to others. */
const AWAY_MS = 30_000;
/** Browsers give no locks to pages that come by plain HTTP: each of them has a line of its own. */
const locks = navigator.locks as LockManager | undefined;

let stream: EventSource | null = null;
let others: BroadcastChannel | null = null;
/** Ends the wait for the line, or lets it go; null out of sight. */
let place: AbortController | null = null;
let isBehind = false;
let waiting = 0;

/** Listen to what is told from now on; gives what ends it. */
export function hear(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Hear what is told while the page is in sight. */
export function follow(): void {
  let leaving = 0;
  const look = () => {
    window.clearTimeout(leaving);
    if (document.hidden) leaving = window.setTimeout(rest, AWAY_MS);
    else if (!place) join();
  };
  document.addEventListener('visibilitychange', look);
  look();
}

function join(): void {
  queue();
  if (!locks) return;
  others = new BroadcastChannel('feed');
  others.onmessage = ({ data }: MessageEvent<News>) => take(data);
  others.postMessage({ kind: 'come' });
  wait(LATER_MS);
}

/** Queue for the line, or take it from who holds it; keep it until the page rests or somebody takes it. */
function queue(steal = false): void {
  place?.abort();
  const mine = new AbortController();
  place = mine;
  if (!locks) return open();
  const hold = () => mine.signal.aborted ? undefined : new Promise<void>((end) => { mine.signal.onabort = () => end(); open(); });
  locks.request('feed', steal ? { steal } : { signal: mine.signal }, hold).catch(() => {
    if (mine !== place) return;
    stream = stream?.close() ?? null;
    queue();
  });
}

function open(): void {
  stream?.close();
  const opened = new EventSource('/api/feed');
  stream = opened;
  awaitWord();
  opened.onopen = () => pass('anew');
  opened.onerror = () => {
    pass('lost');
    if (opened.readyState !== EventSource.CLOSED) return;
    // A stream that was refused may be one of a session that has ended: asking for it leads to the page to sign in.
    void client.GET('/api/sessions/current').then(({ response }) => { if (response.status === 401) location.reload(); }, () => {});
    wait(RETRY_MS);
  };
  for (const kind of ['pulse', ...KINDS]) {
    opened.addEventListener(kind, ({ data }) => pass(kind, data ? (JSON.parse(data as string) as News['document']) : {}));
  }
}

/** Tell all windows what the line says, or how it is. */
function pass(kind: string, document: News['document'] = {}): void {
  others?.postMessage({ kind, document });
  take({ kind, document });
}

function take(news: News): void {
  const { kind } = news;
  if (kind === 'come') {
    if (stream) others?.postMessage({ kind: stream.readyState === EventSource.OPEN ? 'open' : 'pulse' });
    return;
  }
  awaitWord();
  // A page that was read while the line was being opened may lack what came between.
  if (connected.value === null && (kind === 'pulse' || kind === 'lost')) isBehind = true;
  // Of what happened between two lines nobody heard.
  if (kind === 'anew') isBehind ||= connected.value !== null;
  if (kind === 'anew' || kind === 'open') find();
  else if (kind === 'lost') lose();
  else if (kind !== 'pulse') tell(news);
}

function tell(news: News): void {
  for (const listener of listeners) listener(news);
}

function awaitWord(): void {
  wait(SILENT_MS + (stream ? 0 : LATER_MS));
}

function wait(patience: number): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    if (!stream) {
      isBehind = true; // nobody heard what happened since this page was read
      return queue(true);
    }
    pass('lost');
    open();
  }, patience);
}

function find(): void {
  connected.value = true;
  // What was missed may be more than is kept: whoever listens reads everything anew.
  if (isBehind) tell({ kind: 'reset', document: {} });
  isBehind = false;
}

function lose(): void {
  connected.value = false;
  isBehind = true;
}

/** Let the line go; whether there is contact shows once the page is looked at again. */
function rest(): void {
  window.clearTimeout(waiting);
  place?.abort();
  stream?.close();
  others?.close();
  place = stream = others = null;
  isBehind = true;
}
