import { afterEach, expect, it, vi } from 'vitest';
import { makeDay } from '../../model/board_made';
import { day } from '../../state/day';
import { notices, tell } from '../../state/notices';
import { busy, once, undo } from './acting';

afterEach(() => {
  notices.value = [];
  day.value = null;
  vi.unstubAllGlobals();
});

it('carries out one command at a time, and says which was not', async () => {
  let end = (): void => {};
  const first = once({ event: 'visit_done', visit: 'v1' }, () => new Promise<string>((done) => { end = () => done('told'); }));
  const other = async () => 'other';
  expect(await once({ event: 'visit_done', visit: 'v1' }, other)).toBeNull();
  expect(notices.value).toHaveLength(0);
  expect(await once({ event: 'arrived', visit: 'v2' }, other)).toBeNull();
  expect(notices.value.map((one) => one.tone)).toEqual(['bad']);
  end();
  expect([await first, busy.value]).toEqual(['told', false]);
  expect(await once({ event: 'arrived', visit: 'v2' }, other)).toBe('other');
});

it('undoes the version that a notice told of, and nobody else\'s that came since', async () => {
  const seen: (string | null)[] = [];
  vi.stubGlobal('fetch', async (request: Request) => { seen.push(request.headers.get('if-match')); return new Response('{}', { status: 409 }); });
  const made = makeDay([], []);
  day.value = { ...made, board: { ...made.board, version: 3, etag: '"plan-3"' } };
  await undo({ id: 'plan', version: 2 });
  await undo();
  expect(seen).toEqual(['"plan-2"', '"plan-3"']);
});

it('undoes a version wherever that is asked for, and lets go of the notice that told of it', async () => {
  const made = makeDay([], []);
  const board = { ...made.board, version: 3, etag: '"plan-3"' };
  vi.stubGlobal('fetch', async ({ method }: Request) => new Response(JSON.stringify(method === 'POST' ? { id: 'plan', version: 4 } : { ...board, version: 4, etag: '"plan-4"' })));
  day.value = { ...made, board };
  for (const [text, undoes] of [['applied', '"plan-3"'], ['told', 'plan visit_done v1']] as const) tell(text, 'good', { label: 'Undo', act: () => {}, undoes });
  await undo();
  expect(notices.value.map(({ text, actions }) => [text, actions[0]?.undoes])).toEqual([['told', 'plan visit_done v1'], ['Ångrat. Planen är nu version 4.', '"plan-4"']]);
});
