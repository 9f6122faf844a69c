// The waiting room: who waits for a place, how long, and whether there is one now.

import { useEffect, useState } from 'preact/hooks';
import { ageOf, urgencyOf } from '../../../model/ageing';
import { instant } from '../../../model/told';
import { minutes } from '../../../model/figures';
import { say } from '../../../texts';
import { mayDispatch } from '../../../state/account';
import { day } from '../../../state/day';
import { busy, once } from '../acting';
import { nameOf, offerAnew, showOffers } from '../calls/taking';
import { Panel } from '../panel';
import { calls, type Call } from './waiting';
import '../proposals/proposals.css';
import './waiting.css';

const TICK_MS = 5_000;

export function WaitingPanel() {
  const [at, setAt] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const ticking = setInterval(() => setAt(Date.now() / 1000), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return (
    <Panel title={say('waiting.title')}>
      {calls.value.length === 0 && <p class="muted">{say('waiting.nobody')}</p>}
      <ul class="room">{calls.value.map((call) => <li key={call.id}><Waiting call={call} at={at} />{mayDispatch(day.value?.board.team_id) && <button type="button" aria-disabled={busy.value} aria-label={say('waiting.try_for', { who: nameOf(call) })} onClick={() => void tryNow(call)}>{say('waiting.try')}</button>}</li>)}</ul>
    </Panel>
  );
}

/** Look for places in the plan as it stands by now, and show what there is. */
async function tryNow(call: Call): Promise<void> {
  const made = await once(['offers', call.id], () => offerAnew(call.id));
  if (made) showOffers(made);
}

function Waiting({ call, at }: { call: Call; at: number }) {
  const waited = Math.max(0, at - instant(call.taken));
  const age = ageOf(call.priority, waited);
  return (
    <button type="button" class={`guest ${age}`} onClick={() => showOffers(call)}>
      <span class="row"><strong><bdi>{nameOf(call)}</bdi></strong><span>{say(`urgency.${urgencyOf(call.priority)}`)}</span></span>
      <span class="row"><span>{say('waiting.waited', { time: minutes(waited) })}{age !== 'fresh' && <> · <b>{say(`age.${age}`)}</b></>}</span><span>{call.offers.length > 0 ? say('waiting.offers', { n: call.offers.length }) : say('waiting.no_offers')}</span></span>
    </button>
  );
}
