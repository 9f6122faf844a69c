import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { Problem } from '../client/problem';
import { notices } from '../state/notices';
import { useAsked } from './use';

afterEach(() => { notices.value = []; });

/** Ask once with an answer and once without, until both are shown. */
async function askTwice(isQuiet: boolean): Promise<void> {
  const root = document.createElement('div');
  const Asking = ({ round }: { round: number }) => {
    const { value, problem } = useAsked(() => (round === 1 ? Promise.resolve('known') : Promise.reject(new Problem(0, {}))), [round], { isQuiet });
    return <p>{value} {problem ? 'failed' : 'fine'}</p>;
  };
  for (const [round, shown] of [[1, 'known fine'], [2, 'known failed']] as const) {
    act(() => render(<Asking round={round} />, root));
    await vi.waitFor(() => expect(root.textContent).toBe(shown));
  }
}

test('what is refused is told beside what is known already, and only kept where that is quiet', async () => {
  await askTwice(true);
  expect(notices.value).toEqual([]);
  await askTwice(false);
  expect(notices.value.map((one) => one.tone)).toEqual(['bad']);
});
