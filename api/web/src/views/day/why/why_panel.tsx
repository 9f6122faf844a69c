// Why a visit has no place and what would help, or why it is where it is and what other cars would cost.

import { useLayoutEffect } from 'preact/hooks';
import type { Schemas } from '../../../client/client';
import type { Board, Visit } from '../../../model/board';
import { clock } from '../../../model/figures';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { choose, day, now } from '../../../state/day';
import { language, say } from '../../../texts';
import { Fell } from '../events/fell';
import { Panel } from '../panel';
import type { Task } from '../task';
import { tried } from './experiments';
import { explain } from './explanation';
import { Price } from './price';
import { PriceList } from './price_list';
import { Reasons } from './reasons';
import { Tried } from './tried';
import '../proposals/proposals.css';
import './why.css';

export function WhyPanel({ task }: { task: Task }) {
  const open = day.value;
  const visit = open?.visits.get(task['visit'] ?? '');
  if (!open) return null;
  if (!visit) return <Fell title={say('visit.title')} />;
  return <Explained key={visit.id} board={open.board} visit={visit} />;
}

function Explained({ board, visit }: { board: Board; visit: Visit }) {
  // In a day that goes on prices are those of the minute.
  const minute = board.state === 'running' || board.state === 'published' ? Math.floor(now.value / 60) : 0;
  const asked = useAsked(() => explain(board.plan, { visit: visit.id }), [board.etag, board.last_event, visit.id, language.value, minute]);
  const told = asked.value;
  useLayoutEffect(() => {
    if (tried.value?.visit !== visit.id) tried.value = null;
    choose({ visit: visit.id });
  }, [visit.id]);
  const placed = told?.placed.find((one) => one.visit === visit.id);
  const left = told?.unassigned.find((one) => one.visit === visit.id);
  return (
    <Panel title={`${say(visit.stop ? 'why.here' : 'why.unassigned')} ${visit.who}`}>
      {told === null && (asked.problem ? <Waiting asked={[asked]} /> : <p class="muted">{say('why.thinking')}</p>)}
      {placed && <Placed placed={placed} visit={visit} board={board} />}
      {left && <Reasons board={board} visit={visit.id} reasons={left.reasons} />}
      {told && !placed && !left && <p>{say('why.nothing')}</p>}
      {tried.value?.visit === visit.id && <Tried tried={tried.value} board={board} />}
    </Panel>
  );
}

function Placed({ placed, visit, board }: { placed: Schemas['PlacementEntry']; visit: Visit; board: Board }) {
  const car = board.cars.find((one) => one.id === placed.car);
  return (
    <>
      <p>{say('why.at', { number: placed.position, time: visit.stop ? clock(visit.stop.start, board.timezone) : '' })} <bdi>{car?.id ?? placed.car}</bdi>.</p>
      {placed.cost !== null && <p><Price cost={placed.cost} more="why.saves" less="why.spares" board={board} />.</p>}
      {placed.saved && <PriceList parts={placed.saved} />}
      {placed.slack_s !== null && <p class="muted">{say('why.slack', { n: Math.floor(placed.slack_s / 60) })}</p>}
      {placed.others.length > 0 && <h3>{say('why.others')}</h3>}
      <Reasons board={board} visit={visit.id} reasons={placed.others} />
    </>
  );
}
