// What comes of saving: faults, marked in the form, or what somebody else saved in between.

import { useLayoutEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import { useAlone } from '../../parts/use';
import { mark } from '../../state/marking';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';

export function useSaving<Theirs extends { etag: string }>(first: string | null, write: (etag: string | null) => Promise<unknown>, onSaved: () => void) {
  const [etag, setEtag] = useState(first);
  const [faults, setFaults] = useState<readonly Schemas['FaultDocument'][]>([]);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const { busy, alone } = useAlone();
  const begin = (from: string | null) => { setEtag(from); setFaults([]); setTheirs(null); };
  useLayoutEffect(() => begin(first), [first]);
  const save = async (seen: string | null) => {
    try {
      await write(seen);
      tell(say('settings.saved'), 'good');
      onSaved();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { current, faults: found = [] } = error.document;
      setFaults(found);
      if (error.status === 412 && current) setTheirs(current as unknown as Theirs);
      else if (found.length > 0) mark(error);
      else tellProblem(error);
    }
  };
  return {
    busy, faults, theirs,
    save: (over = etag) => alone(() => save(over)),
    /** Go on from what the other one saved. */
    takeOver: () => begin(theirs?.etag ?? etag),
  };
}
