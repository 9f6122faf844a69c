import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Job } from '../state/job';
import { useSearchClock } from './search_clock';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('seconds go on between two plans, and since the better one', () => {
  const root = document.createElement('div');
  const Searching = ({ job }: { job: Job }) => {
    const clock = useSearchClock(job);
    return <p>{clock && `${clock.ran_s} ${clock.since_s}`}</p>;
  };
  const show = (told: Partial<Job>) => act(() => render(<Searching job={{ id: 'j', state: 'running', cost: 9, ...told } as Job} />, root));
  const wait = (seconds: number) => act(() => { vi.advanceTimersByTime(seconds * 1000); });
  show({ state: 'queued' });
  wait(3);
  expect(root.textContent).toBe('');
  show({});
  wait(4);
  expect(root.textContent).toBe('4 4');
  show({ cost: 8 });
  wait(2);
  expect(root.textContent).toBe('6 2');
  show({ state: 'done' });
  expect(root.textContent).toBe('');
});
