// The one door to the service: typed by its OpenAPI document, with what has to go along with commands.

import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './api';
import { Problem, type ProblemDocument } from './problem';
import { language } from '../texts';

export type Schemas = components['schemas'];

let csrfToken: string | null = null;

/** Keep the token that goes with every command. */
export function useToken(token: string | null): void {
  csrfToken = token;
}

const dressing: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.value);
    if (request.method === 'GET') return;
    if (csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    if (!request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', makeKey());
  },
};

/** Make a key that nobody else has; browsers give no UUIDs to pages that come by plain HTTP. */
function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}

/** Give the address of a file in the language of the page; a link cannot say it otherwise. */
export function fileAt(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}language=${language.value}`;
}

export const client = createClient<paths>({ baseUrl: location.origin, fetch: (request) => send(request) });
client.use(dressing);

/** So long an answer may take: on a line that died without saying so none ever comes, and buttons would rest for good. */
const PATIENCE_MS = 120_000;

/** Of a command nobody knows whether it was carried out. */
const UNANSWERED = { type: 'unanswered' };

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new Problem(0, request.method === 'GET' ? {} : UNANSWERED);
  }
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** Give what was answered; throws Problem for all that is refused. A session that has ended leads to the sign-in page. */
export async function take<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  return (await takeWhole(asked)).data;
}

/** Give what was answered, with the response it came in. */
export async function takeWhole<Data>(asked: Promise<Answer<Data>>): Promise<{ data: Data; response: Response }> {
  const { data, error, response } = await asked;
  if (response.ok) return { data: data as Data, response };
  const problem = new Problem(response.status, (typeof error === 'object' && error ? error : response.status < 500 ? {} : UNANSWERED) as Partial<ProblemDocument>);
  // Whoever mistypes their password when they change it is still signed in.
  if (problem.status === 401 && problem.kind !== 'wrong-credentials') location.reload();
  throw problem;
}
