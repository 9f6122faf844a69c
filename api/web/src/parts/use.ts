// What is asked for when a view is shown, and shown again when it is asked for anew; and what is done once at a time.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../client/problem';
import { tellProblem } from '../state/notices';

export interface Asked<Value> {
  value: Value | null;
  /** Why there is none, or no newer one; Waiting shows it. */
  problem: Problem | null;
  /** Ask again. */
  again: () => void;
}

/**
 * Ask for something whenever one of `by` changes. What is refused is told beside a value that stands already, else in its place;
 * whoever is quiet about it shows by itself how old its value is.
 */
export function useAsked<Value>(ask: () => Promise<Value>, by: readonly unknown[], { isQuiet = false } = {}): Asked<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const held = useRef(false);
  useEffect(() => {
    let current = true;
    const take = (found: Value) => { held.current = true; setProblem(null); setValue(() => found); };
    const fail = (error: unknown) => {
      if (error instanceof Problem) setProblem(error);
      if ((held.current && !isQuiet) || !(error instanceof Problem)) tellProblem(error);
    };
    setProblem(null);
    ask().then((found) => { if (current) take(found); }, (error: unknown) => { if (current) fail(error); });
    return () => { current = false; };
  }, [...by, round]);
  return { value, problem, again: useCallback(() => setRound((one) => one + 1), []) };
}

export interface Alone {
  busy: boolean;
  /** Do something, unless something is being done already; what is refused is told. */
  alone: (act: () => Promise<unknown>) => void;
}

/** Do one thing at a time, so that who presses twice does it once. */
export function useAlone(): Alone {
  const [busy, setBusy] = useState(false);
  const going = useRef(false);
  const alone = (act: () => Promise<unknown>) => {
    if (going.current) return;
    going.current = true;
    setBusy(true);
    act().catch(tellProblem).finally(() => { going.current = false; setBusy(false); });
  };
  return { busy, alone };
}
