// Every version of the plan: who made it, when and why, and what differs between any two.

import { useState } from 'preact/hooks';
import { client, take } from '../../../client/client';
import { instant } from '../../../model/told';
import { clock } from '../../../model/figures';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { day } from '../../../state/day';
import { language, say, sayIfKnown } from '../../../texts';
import { Panel } from '../panel';
import { Changes } from '../proposals/changes';
import { Sums } from '../proposals/sums';
import '../proposals/proposals.css';

export function VersionsPanel() {
  const board = day.value?.board;
  const key = board?.plan ?? '';
  const asked = useAsked(() => take(client.GET('/api/plans/{key}/versions', { params: { path: { key } } })), [key, board?.version]);
  const versions = asked.value;
  const newest = board?.version ?? 1;
  const [before, setBefore] = useState(Math.max(1, newest - 1));
  const [after, setAfter] = useState(newest);
  if (!board || !versions) return <Panel title={say('versions.title')}><Waiting asked={[asked]} /></Panel>;
  const choice = (label: string, value: number, set: (value: number) => void) => (
    <label>{label}<select value={value} onChange={(event) => set(Number(event.currentTarget.value))}>{versions.map((one) => <option key={one.version} value={one.version}>{say('word.version', { n: one.version })}</option>)}</select></label>
  );
  return (
    <Panel title={say('versions.title')}>
      <ul class="entries">
        {versions.map((one) => (
          <li key={one.version}>
            <strong>{one.version}</strong>
            <span class="grow">{one.origin !== 'demo' && <><bdi>{one.made_by === 'service' ? say('versions.service') : one.made_by}</bdi> · </>}{clock(instant(one.made), board.timezone)} · {sayIfKnown(`origin.${one.origin}`, one.origin)}{one.reason && <> · <q><bdi>{one.reason}</bdi></q></>}</span>
            <span class="muted">{say('word.visits', { n: one.planned })}</span>
          </li>
        ))}
      </ul>
      {versions.length > 1 && (
        <>
          <h3>{say('versions.compare')}</h3>
          <div class="three">{choice(say('versions.before'), before, setBefore)}{choice(say('versions.after'), after, setAfter)}</div>
          {before !== after && <Between plan={key} before={before} after={after} />}
        </>
      )}
    </Panel>
  );
}

function Between({ plan, before, after }: { plan: string; before: number; after: number }) {
  const asked = useAsked(() => take(client.GET('/api/plans/{key}/difference', { params: { path: { key: plan }, query: { before, after } } })), [plan, before, after, language.value]);
  const difference = asked.value;
  if (!difference) return <Waiting asked={[asked]} />;
  return <><Changes difference={difference} /><Sums difference={difference} names={[say('word.version', { n: before }), say('word.version', { n: after })]} /></>;
}
