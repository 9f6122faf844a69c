// One proposal: what it changes, what it costs and breaks, and whether it is to be used.

import { useEffect, useState } from 'preact/hooks';
import type { Day } from '../../../model/board';
import { landingOf } from '../../../model/landing';
import { clock } from '../../../model/figures';
import { countChanges, totalsOf, type Difference } from '../../../model/told';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { hasRole } from '../../../state/account';
import { day, preview } from '../../../state/day';
import { language, say, sayIfKnown } from '../../../texts';
import { Panel } from '../panel';
import type { Task } from '../task';
import { Changes } from './changes';
import { Faults } from './faults';
import { Gains } from './gains';
import { apply, discard, isOutdated, readProposal, remakeOf, showOver, wishOf, type Proposal } from './proposing';
import { Sums } from './sums';
import './proposals.css';

export function ProposalPanel({ task }: { task: Task }) {
  const key = task['proposal'] ?? '';
  const asked = useAsked(() => readProposal(key), [key, language.value]);
  const proposal = asked.value;
  if (!proposal || proposal.id !== key) return <Panel title={say('proposal.title')}><Waiting asked={[asked]} /></Panel>;
  return <Shown key={key} proposal={proposal} />;
}

function Shown({ proposal }: { proposal: Proposal }) {
  const [over, setOver] = useState(true);
  const [proposed, setProposed] = useState<Day | null>(null);
  useEffect(() => over ? showOver(proposal.id, setProposed) : undefined, [over, proposal.id]);
  const isOld = isOutdated(proposal);
  // What differs is told from the version that people know, what that gives from the day as it goes on if nothing is done.
  const standing = proposal.state === 'open' && !isOld ? day.value : null;
  const difference = standing ? { ...proposal.difference, before: totalsOf(standing) } : proposal.difference;
  const changes = countChanges(difference) + (difference.locks ?? []).length;
  // An experiment may change the day alone.
  const isIdle = standing !== null && proposed !== null && proposal.origin !== 'experiment' && changes === 0 && isEven(difference);
  return (
    <Panel title={say('proposal.title')} note={`${sayIfKnown(`origin.${proposal.origin}`, proposal.origin)} · ${say('proposal.changes', { n: changes })}`}>
      <Faults faults={proposal.faults} />
      <Landed proposal={proposal.id} />
      <Decision proposal={proposal} isOld={isOld} isIdle={isIdle} />
      <label class="row"><input type="checkbox" checked={over} onChange={(event) => setOver(event.currentTarget.checked)} /> {say('proposal.over')}</label>
      {proposal.origin === 'job' && standing && proposed && <Gains before={standing} after={proposed} />}
      <Changes difference={difference} />
      <Sums difference={difference} />
    </Panel>
  );
}

/** Whether not even a start or a price differs. */
function isEven({ nudged = [], before, after }: Difference): boolean {
  return nudged.length === 0 && before.cost.total === after.cost.total;
}

/** Where a visit starts that was put elsewhere by hand, and why not there. */
function Landed({ proposal }: { proposal: string }) {
  const [wanted, after] = [wishOf(proposal), preview.value];
  const landing = wanted && after && landingOf(after, wanted);
  if (!landing) return null;
  const { timezone } = after.board;
  return <p class="outdated" role="status">{say('proposal.landed', { time: clock(landing.start, timezone), asked: clock(wanted.start, timezone) })} {landing.why && say(`proposal.landed.${landing.why}`)}</p>;
}

/** Used or discarded; one that is out of date is made anew, one that changes nothing would only make the same version once more. */
function Decision({ proposal, isOld, isIdle }: { proposal: Proposal; isOld: boolean; isIdle: boolean }) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  if (proposal.state !== 'open') return <p><strong>{sayIfKnown(`proposal.state.${proposal.state}`, proposal.state)}</strong></p>;
  const remake = isOld ? remakeOf(proposal) : null;
  const isBreaking = !isOld && proposal.faults.hard.length > 0;
  const may = !isBreaking || hasRole(['lead'], day.value?.board.team_id);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isOld) return remake?.();
    if (isIdle) return;
    setBusy(true);
    await apply(proposal, reason);
    setBusy(false);
  };
  return (
    <form class="decision" onSubmit={(event) => void submit(event)}>
      {isOld && <p class="outdated" role="status">{say('proposal.outdated')}</p>}
      {isBreaking && may && <label>{say('proposal.reason')}<input value={reason} required minLength={3} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} /></label>}
      {!may && <p>{say('proposal.who_may')}</p>}
      <p class="buttons">
        {(!isOld || remake) && <button type="submit" class="main" data-first disabled={busy || !may} aria-disabled={isIdle}>{say(isOld ? 'acting.conflict.again' : 'proposal.apply')}</button>}
        <button type="button" onClick={() => void discard(proposal)}>{say('proposal.discard')}</button>
      </p>
    </form>
  );
}
