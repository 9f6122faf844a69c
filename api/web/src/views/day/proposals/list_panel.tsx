// The proposals that wait for somebody to decide.

import { useEffect } from 'preact/hooks';
import { client, take } from '../../../client/client';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { day } from '../../../state/day';
import { hear } from '../../../state/feed';
import { language, say, sayIfKnown } from '../../../texts';
import { Panel } from '../panel';
import { Compared } from './compared';
import { isOutdated, readProposal, showProposal } from './proposing';
import './proposals.css';

/** As many as a table has room for. */
const MOST = 4;

export function ProposalsPanel() {
  const board = day.value?.board;
  const key = board?.plan ?? '';
  const asked = useAsked(() => take(client.GET('/api/plans/{key}/proposals', { params: { path: { key } } })), [key, board?.version, board?.last_event]);
  const { value: all, again } = asked;
  useEffect(() => hear(({ kind, document }) => { if (kind === 'reset' || (kind === 'proposal' && document['plan'] === key)) again(); }), [key]);
  const open = (all ?? []).filter((one) => one.state === 'open');
  const beside = open.filter((one) => !isOutdated(one)).slice(0, MOST);
  const { value: read } = useAsked(() => Promise.all(beside.map((one) => readProposal(one.id))), [beside.map((one) => one.id).join(), language.value]);
  return (
    <Panel title={say('proposals.title')}>
      {!all && <Waiting asked={[asked]} />}
      {all && open.length === 0 && <p class="muted">{say('proposals.none')}</p>}
      <ul class="entries">
        {open.map((one) => (
          <li key={one.id}>
            {beside.includes(one) && <strong>{beside.indexOf(one) + 1}</strong>}
            <span class="grow">{sayIfKnown(`origin.${one.origin}`, one.origin)} · {say('word.version', { n: one.base_version })}{isOutdated(one) && <span class="muted"> · {say('proposals.old')}</span>}</span>
            <button type="button" onClick={() => showProposal(one.id)}>{say('proposals.show')}</button>
          </li>
        ))}
      </ul>
      {read && read.length > 0 && <Compared proposals={read} />}
    </Panel>
  );
}
