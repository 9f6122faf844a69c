import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followJob, type Job } from './job';

const answers: (() => Response)[] = [];
let asked = 0;

const answer = (change: number, state: Job['state']) => () => Response.json({ id: 'j1', change, state });

/** Follow a job that is answered so; gives the states that are told, and what ends it. */
function follow(...given: (() => Response)[]) {
  answers.push(...given);
  const told: string[] = [];
  const end = followJob('j1', (job) => told.push(job.state));
  return { told, end };
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  answers.length = 0;
  vi.stubGlobal('EventSource', class { constructor() { throw new Error('a job has a line of its own'); } });
  vi.stubGlobal('fetch', async () => { asked += 1; return answers.shift()?.() ?? Response.error(); });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a job is asked about until it has ended, told once at every change, and no line is held for it', async () => {
  const { told } = follow(answer(0, 'queued'), answer(1, 'running'), answer(1, 'running'), answer(2, 'done'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([told, asked]).toEqual([['queued', 'running', 'done'], 4]);
});

test('a job is asked about again where no answer comes', async () => {
  const { told } = follow(() => { throw new TypeError('no line'); }, answer(0, 'done'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([told, asked]).toEqual([['done'], 2]);
});

test('a job that was left is asked about no more', async () => {
  const { told, end } = follow(answer(0, 'running'), answer(1, 'done'));
  await vi.advanceTimersByTimeAsync(500);
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([told, asked]).toEqual([['running'], 1]);
});
