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
import { busy } from '../acting';
import { Panel } from '../panel';
import { takeBack, type Happened } from './reporting';
import '../proposals/proposals.css';

type Told = Schemas['EventEntry'];

export function ToldPanel() {
  const open = day.value;
  const key = open?.board.plan ?? '';
  const asked = useAsked(() => take(client.GET('/api/plans/{key}/events', { params: { path: { key } } })), [key, open?.board.last_event, open?.board.version]);
  const told = asked.value?.filter((one) => one.holds).reverse();
  if (!open || !told) return <Panel title={say('told.title')}><Waiting asked={[asked]} /></Panel>;
  return (
    <Panel title={say('told.title')}>
      {told.length === 0 && <p class="muted">{say('told.none')}</p>}
      <ul class="entries">{told.map((one) => <li key={one.id}><Line told={one} open={open} /></li>)}</ul>
    </Panel>
  );
}

function Line({ told, open }: { told: Told; open: Day }) {
  const happened = told.event as unknown as Happened;
  const { event, visit, patient, car, staff } = happened;
  const about = String(visit ?? patient ?? car ?? staff ?? '');
  const who = open.visits.get(about)?.who ?? about;
  const figure = String(happened['duration_min'] ?? happened['minutes'] ?? happened['not_before'] ?? '');
  return (
    <>
      <span class="grow"><time>{clock(instant(told.happened), open.board.timezone)}</time> <strong><bdi>{who}</bdi></strong> {sayIfKnown(`told.${event}`, sayIfKnown(`event.${event}`, event))} {figure}</span>
      {told.can_take_back && mayDispatch(open.board.team_id) && open.board.state !== 'closed' && <button type="button" aria-disabled={busy.value} aria-label={`${say('shell.undo')}: ${who}`} onClick={() => void takeBack(open.board.plan, happened)}>{say('shell.undo')}</button>}
      {told.is_planned_with && <span class="hint">{say('told.kept')}</span>}
    </>
  );
}
