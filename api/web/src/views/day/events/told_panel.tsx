// What was told of the day, the latest first, with a way back for what still can be taken back: also of visits that fell away by it.

import { client, take, type Schemas } from '../../../client/client';
import type { Day } from '../../../model/board';
import { instant } from '../../../model/told';
import { clock } from '../../../model/figures';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { mayDispatch } from '../../../state/account';
import { day } from '../../../state/day';
import { say, sayIfKnown } from '../../../texts';
import { busy, undo } from '../acting';
import { Panel } from '../panel';
import { openTold, takeBack, type Happened } from './reporting';
import '../proposals/proposals.css';

type Told = Schemas['EventEntry'];
type Version = Schemas['VersionEntry'];

export function ToldPanel() {
  const open = day.value;
  const key = open?.board.plan ?? '';
  const asked = useAsked(() => read(key), [key, open?.board.last_event, open?.board.version]);
  if (!open || !asked.value) return <Panel title={say('told.title')}><Waiting asked={[asked]} /></Panel>;
  const [events, versions] = asked.value;
  const told = events.filter((one) => one.holds).reverse();
  return (
    <Panel title={say('told.title')}>
      {told.length === 0 && <p class="muted">{say('told.none')}</p>}
      <ul class="entries">{told.map((one) => <li key={one.id}><Line told={one} open={open} versions={versions} /></li>)}</ul>
    </Panel>
  );
}

async function read(key: string): Promise<[Told[], Version[]]> {
  const params = { path: { key } };
  return Promise.all([take(client.GET('/api/plans/{key}/events', { params })), take(client.GET('/api/plans/{key}/versions', { params }))]);
}

function Line({ told, open, versions }: { told: Told; open: Day; versions: readonly Version[] }) {
  const happened = told.event as unknown as Happened;
  const { event, visit, patient, car, staff } = happened;
  const about = String(visit ?? patient ?? car ?? staff ?? '');
  const who = told.who ?? open.visits.get(about)?.who ?? about;
  const mayAct = mayDispatch(open.board.team_id) && open.board.state !== 'closed';
  const figure = String(happened['duration_min'] ?? happened['minutes'] ?? happened['not_before'] ?? '');
  return (
    <>
      <span class="grow"><time>{clock(instant(told.happened), open.board.timezone)}</time> <strong><bdi>{who}</bdi></strong> {sayIfKnown(`told.${event}`, sayIfKnown(`event.${event}`, event))} {figure}</span>
      {told.can_take_back && mayAct && <button type="button" aria-disabled={busy.value} aria-label={`${say('shell.undo')}: ${who}`} onClick={() => void takeBack(open.board.plan, happened)}>{say('shell.undo')}</button>}
      {!told.can_take_back && <Kept told={told} version={open.board.version} versions={versions} mayUndo={mayAct} />}
    </>
  );
}

/** Why it cannot be taken back, and what can be done instead. */
function Kept({ told, version, versions, mayUndo }: { told: Told; version: number; versions: readonly Version[]; mayUndo: boolean }) {
  if (!told.is_planned_with) return <span class="hint">{say('told.later')}</span>;
  const isNewest = versions.some((one) => one.version === version - 1 && one.events_taken < told.seq);
  if (!isNewest) return <span class="hint">{say('told.settled')}</span>;
  return (
    <>
      <span class="hint">{say('told.kept', { n: version })}</span>
      {mayUndo && <button type="button" aria-disabled={busy.value} onClick={() => void undo().then(openTold)}>{say('told.undo', { n: version })}</button>}
    </>
  );
}
