// What dragging a visit on the map means for the day.

import { changeFor, type Drop } from '../../../model/dropping';
import { clock } from '../../../model/figures';
import { mayDispatch } from '../../../state/account';
import { day, pointed } from '../../../state/day';
import { tellProblem } from '../../../state/notices';
import { say } from '../../../texts';
import { whyAside, whyKept } from '../changes/keeping';
import { proposeChange } from '../changes/proposing';
import { carName } from '../visit_name';
import type { Hands } from './dragging';
import { picking } from './picking';

export const hands: Hands = {
  takes(visit) {
    return day.value?.visits.has(visit) === true && !picking.value && mayDispatch(day.value.board.team_id);
  },
  describe(visit, drop) {
    const kept = reasonOf(visit);
    pointed.value = drop && !kept ? { car: drop.car } : null;
    if (kept) return kept;
    return drop ? nameDrop(visit, drop) : say('map.drag');
  },
  leave() { pointed.value = null; },
  drop(visit, drop) {
    const change = day.value && !reasonOf(visit) && changeFor(day.value, visit, drop);
    if (change) void proposeChange([change]).catch(tellProblem);
  },
};

function reasonOf(visit: string): string | null {
  const held = day.value?.visits.get(visit);
  return whyAside() ?? (held ? whyKept(held) : null);
}

function nameDrop(visit: string, drop: Drop): string {
  const open = day.value;
  const car = open?.cars.get(drop.car);
  if (!open || !car || !changeFor(open, visit, drop)) return say('map.drag_same');
  const next = drop.before ? open.visits.get(drop.before) : undefined;
  if (!next?.stop) return say('map.drag_last', { car: carName(car) });
  return say('map.drag_before', { car: carName(car), who: next.who, time: clock(next.stop.start, open.board.timezone) });
}
