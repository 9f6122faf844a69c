// What others do, as the service tells it: one stream for the whole page, resumed by the browser where it broke.

import { signal } from '@preact/signals';
import { client } from '../client/client';

export interface News {
  kind: string;
  document: Record<string, unknown>;
}

type Listener = (news: News) => void;

/** Whether the stream is open; null before the first try has ended. */
export const connected = signal<boolean | null>(null);

const KINDS = ['plan', 'job', 'proposal', 'call', 'events', 'alert', 'roster', 'reset'];
const listeners = new Set<Listener>();
const RETRY_MS = 2000;

/** Listen to what is told from now on; gives what ends it. */
export function hear(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Open the stream, and open it again whenever the browser gives it up. */
export function follow(): void {
  const stream = new EventSource('/api/feed');
  stream.onopen = () => {
    const again = connected.value === false;
    connected.value = true;
    // What was missed may be more than is kept: whoever listens reads everything anew.
    if (again) for (const listener of listeners) listener({ kind: 'reset', document: {} });
  };
  stream.onerror = () => {
    connected.value = false;
    if (stream.readyState !== EventSource.CLOSED) return;
    stream.close();
    // A stream that was refused may be one of a session that has ended: asking for it leads to the page to sign in.
    void client.GET('/api/sessions/current').then(({ response }) => { if (response.status === 401) location.reload(); }, () => {});
    setTimeout(follow, RETRY_MS);
  };
  for (const kind of KINDS) {
    stream.addEventListener(kind, (event) => {
      const document = event.data ? (JSON.parse(event.data) as Record<string, unknown>) : {};
      for (const listener of listeners) listener({ kind, document });
    });
  }
}
