// What is asked for when a view is shown, and shown again when it is asked for anew.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { tellProblem } from '../state/notices';

export interface Asked<Value> {
  value: Value | null;
  /** Ask again. */
  again: () => void;
}

/** Ask for something whenever one of `by` changes. */
export function useAsked<Value>(ask: () => Promise<Value>, by: readonly unknown[]): Asked<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    ask().then((found) => { if (current) setValue(() => found); }, (error: unknown) => { if (current) tellProblem(error); });
    return () => { current = false; };
  }, [...by, round]);
  return { value, again: useCallback(() => setRound((one) => one + 1), []) };
}
