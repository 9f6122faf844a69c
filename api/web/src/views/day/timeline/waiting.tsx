// Above all cars: visits without a place, each as long as its windows reach.

import { useComputed, useSignal } from '@preact/signals';
import type { Day } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { percentAt, percentOf, type Scale } from '../../../model/scale';
import { Mark } from '../../../parts/mark';
import { chosen, pointed } from '../../../state/day';
import { say } from '../../../texts';
import { marksOf } from '../marks';
import { nameOf } from '../visit_name';
import { isVisit } from './block';
import { pack, type Packed } from './packing';
import { rover } from './rover';

/** More rows than this are folded away at first. */
const OPEN_ROWS = 5;
const ROW_HEIGHT = 28;

export function Waiting({ day, scale }: { day: Day; scale: Scale }) {
  const packed = pack(day.unassigned, scale);
  const count = Math.max(0, ...packed.map((one) => one.row + 1));
  const isOpen = useSignal(count <= OPEN_ROWS);
  if (packed.length === 0) return null;
  return (
    <div class="row waiting-row" role="group" aria-label={say('timeline.waiting', { n: packed.length })}>
      <div class="head">
        <button type="button" class="car" aria-expanded={isOpen.value} onClick={() => { isOpen.value = !isOpen.value; }}>
          <span class="count">{packed.length}</span>
          <span class="names"><span class="id">{say('timeline.no_place')}</span></span>
        </button>
      </div>
      <div class="lane" style={{ height: `${Math.max(ROW_HEIGHT + 8, isOpen.value ? count * ROW_HEIGHT + 8 : 0)}px` }}>
        {isOpen.value && packed.map((one) => <Stretch key={one.visit.id} packed={one} scale={scale} name={nameOf(one.visit, day)} />)}
      </div>
    </div>
  );
}

function Stretch({ packed: { visit, start, end, row }, scale, name }: { packed: Packed; scale: Scale; name: string }) {
  const isChosen = useComputed(() => isVisit(chosen.value, visit.id)).value;
  const isPointed = useComputed(() => isVisit(pointed.value, visit.id)).value;
  const isNext = useComputed(() => rover.value === `visit ${visit.id}`).value;
  return (
    <button
      type="button"
      class={`stretch${isPointed ? ' pointed' : ''}${visit.mandatory ? ' mandatory' : ''}`}
      style={{ left: percentAt(scale, start), width: percentOf(scale, start, end), top: `${row * ROW_HEIGHT + 4}px` }}
      data-visit={visit.id}
      tabIndex={isNext ? 0 : -1}
      aria-label={name}
      aria-pressed={isChosen}
    >
      <span class="says">
        {marksOf(visit).map((one) => <Mark key={one} name={one} />)}
        <bdi>{visit.who}</bdi>{' '}
        <span class="muted">{minutes(visit.duration_s)}</span>
      </span>
    </button>
  );
}
