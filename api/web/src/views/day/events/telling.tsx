// Buttons that tell of a visit: what comes next, asked about where it is far from the plan, and the way back.

import { useState } from 'preact/hooks';
import type { Visit } from '../../../model/board';
import { clock } from '../../../model/figures';
import { isUnexpected } from '../../../model/sheet';
import { Sure } from '../../../parts/sure';
import { day, now } from '../../../state/day';
import { say, type Key } from '../../../texts';
import { busy } from '../acting';
import { report, takeBack } from './reporting';
import type { When } from './when';

interface Told {
  event: string;
  visit: Visit;
  label?: string;
  main?: boolean;
  replan?: () => void;
  /** Just now, where it is not told. */
  when?: When;
}

/** Tell of a visit by one press; what is hours from its time, or before the stops that come first, only when it is meant. */
export function Tell({ event, visit, label = say(`event.${event}` as Key), main = false, replan, when }: Told) {
  const [asking, ask] = useState(false);
  const open = day.value;
  const time = when?.time ?? '';
  const go = () => void report({ event, visit: visit.id, ...(time && { time }) }, [`${visit.who}: ${say(`event.${event}` as Key)}`, time].filter(Boolean).join(' '), replan).then((isTold) => { if (isTold) when?.set(''); });
  const doubts = () => event !== 'visit_cancelled' && isUnexpected(visit, open?.stops.get(visit.stop?.car ?? '') ?? [], when?.at ?? now.value);
  return (
    <>
      <button type="button" class={main ? 'main' : undefined} aria-disabled={busy.value || when?.isAhead} onClick={() => { if (when?.isAhead) return; if (doubts()) ask(true); else go(); }}>{label}</button>
      {asking && visit.stop && open && (
        <Sure title={`${visit.who}: ${label}`} label={say('events.tell')} act={go} onClose={() => ask(false)}>
          {say('events.unexpected', { time: clock(visit.stop.start, open.board.timezone) })}
        </Sure>
      )}
    </>
  );
}

/** Take back what was told last of a visit, as long as the plan has not been changed with it. */
export function WayBack({ visit }: { visit: Visit }) {
  const { board } = day.value ?? {};
  const { told } = visit;
  if (!told || !board) return null;
  return (
    <button type="button" aria-disabled={busy.value} onClick={() => void takeBack(board.plan, { event: told.event, visit: visit.id })}>
      {say('shell.undo')}: {say(`event.${told.event}` as Key)} {clock(told.at, board.timezone)}
    </button>
  );
}
