// A file, or several as one, tried first with all that is wrong in it, and written when it is right.

import { useRef, useState } from 'preact/hooks';
import type { Schemas } from '../client/client';
import { Problem } from '../client/problem';
import { archive } from '../model/archive';
import { tellProblem } from '../state/notices';

export interface TriedFile<Told> {
  /** What the file would do; null until it was tried, and where it has faults. */
  tried: Told | null;
  faults: readonly Schemas['FaultDocument'][];
  busy: boolean;
  choose: (files: FileList | null) => void;
  /** Write what was tried; what is told then takes its place. */
  keep: (kept?: (told: Told) => void) => void;
}

/** Try files that are chosen, the latest counting; `send` writes where it is not dry. */
export function useTriedFile<Told>(send: (file: File, dry: boolean) => Promise<Told>): TriedFile<Told> {
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState<Told | null>(null);
  const [faults, setFaults] = useState<TriedFile<Told>['faults']>([]);
  const [busy, setBusy] = useState(false);
  const round = useRef(0);
  const run = async (chosen: File, dry: boolean, done: (told: Told) => void): Promise<void> => {
    const mine = ++round.current;
    setBusy(true);
    setFaults([]);
    try {
      const told = await send(chosen, dry);
      if (mine === round.current) done(told);
    } catch (error) {
      if (mine !== round.current) return;
      setTried(null);
      if (error instanceof Problem && error.document.faults?.length) setFaults(error.document.faults);
      else tellProblem(error);
    } finally {
      if (mine === round.current) setBusy(false);
    }
  };
  const choose = async (files: FileList | null) => {
    const [first, ...more] = files ?? [];
    if (!first) return;
    const chosen = more.length > 0 ? await archive([first, ...more]) : first;
    setFile(chosen);
    setTried(null);
    void run(chosen, true, (told) => setTried(() => told));
  };
  return { tried, faults, busy, choose: (files) => void choose(files), keep: (kept) => { if (file && !busy) void run(file, false, (told) => { setTried(() => told); kept?.(told); }); } };
}
