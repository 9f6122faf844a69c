// A visit in its car's lane.

import { useComputed } from '@preact/signals';
import type { PlannedVisit } from '../../../model/board';
import { percentAt, percentOf, type Scale } from '../../../model/scale';
import { Mark } from '../../../parts/mark';
import { chosen, pointed, type Chosen } from '../../../state/day';
import { isLate, marksOf } from '../marks';
import type { Move } from './moves';
import { rover } from './rover';

interface Props {
  visit: PlannedVisit;
  scale: Scale;
  name: string;
  /** What is tried out does to it; null: nothing is tried out, or nothing changes. */
  change: Move | null;
}

export function Block({ visit, scale, name, change }: Props) {
  const { stop } = visit;
  const isChosen = useComputed(() => isVisit(chosen.value, visit.id)).value;
  const isPointed = useComputed(() => isVisit(pointed.value, visit.id)).value;
  const isNext = useComputed(() => rover.value === `visit ${visit.id}`).value;
  const classes = ['block', visit.status, visit.kind, isLate(visit) && 'late', isPointed && 'pointed', change && 'changed'];
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(' ')}
      style={{ left: percentAt(scale, stop.start), width: percentOf(scale, stop.start, stop.end) }}
      data-visit={visit.id}
      tabIndex={isNext ? 0 : -1}
      aria-label={name}
      aria-pressed={isChosen}
    >
      <span class="says">
        <b>{stop.number}</b>{' '}
        {change && change !== 'time' && <Mark name="moved" />}
        {marksOf(visit).map((one) => <Mark key={one} name={one} />)}
        <bdi>{visit.who}</bdi>
      </span>
    </button>
  );
}

export function isVisit(it: Chosen, visit: string): boolean {
  return it !== null && 'visit' in it && it.visit === visit;
}
