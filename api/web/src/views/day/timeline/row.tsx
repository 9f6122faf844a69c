// A car's day: its name and sums, and its lane.

import { useComputed } from '@preact/signals';
import { windowOf, type Car, type Day, type PlannedVisit } from '../../../model/board';
import { percentAt, percentOf, type Scale } from '../../../model/scale';
import { colourOf } from '../../../parts/chip';
import { chosen, pointed } from '../../../state/day';
import { say } from '../../../texts';
import { carName, nameOf } from '../visit_name';
import { Block } from './block';
import { drag } from './drag';
import { Head } from './head';
import type { Move } from './moves';
import { linesOf } from './paths';

interface Props {
  car: Car;
  day: Day;
  /** The plan as it stands, where something else is tried out. */
  before: Day | null;
  changes: ReadonlyMap<string, Move>;
  scale: Scale;
}

export function Row({ car, day, before, changes, scale }: Props) {
  const stops = day.stops.get(car.id) ?? [];
  return (
    <div class="row" data-car={car.id} role="group" aria-label={carName(car)} style={{ '--car': colourOf(car) }}>
      <Head car={car} />
      <div class="lane">
        <Ground car={car} scale={scale} />
        <span class="grid" />
        <Band car={car.id} day={day} scale={scale} />
        <Lines car={car} stops={stops} scale={scale} />
        {car.spans.filter((one) => one.kind === 'break').map((one) => (
          <span key={one.start} class="break" style={{ left: percentAt(scale, one.start), width: percentOf(scale, one.start, one.end) }}>{say('span.break')}</span>
        ))}
        {before && <Outlines car={car.id} before={before} changes={changes} scale={scale} />}
        {stops.map((visit) => <Block key={visit.id} visit={visit} scale={scale} name={nameOf(visit, day)} change={changes.get(visit.id) ?? null} />)}
        <Ghost car={car.id} scale={scale} />
      </div>
    </div>
  );
}

/** When the crew works, and how much longer it may. */
function Ground({ car, scale }: { car: Car; scale: Scale }) {
  return (
    <>
      <span class="shift" style={{ left: percentAt(scale, car.shift_start), width: percentOf(scale, car.shift_start, car.shift_end) }} />
      {car.max_overtime_s > 0 && <span class="beyond" style={{ left: percentAt(scale, car.shift_end), width: percentOf(scale, car.shift_end, car.shift_end + car.max_overtime_s) }} />}
    </>
  );
}

function Lines({ car, stops, scale }: { car: Car; stops: readonly PlannedVisit[]; scale: Scale }) {
  const lines = linesOf(car, stops, scale);
  return (
    <svg class="lines" viewBox={`0 0 ${scale.end - scale.start} 48`} preserveAspectRatio="none" aria-hidden="true">
      {(['windows', 'wishes', 'drives', 'waits', 'overtime', 'late'] as const).map((kind) => lines[kind] && <path key={kind} class={kind} d={lines[kind]} />)}
    </svg>
  );
}

/** The windows of the visit that is chosen or pointed at, behind its block. */
function Band({ car, day, scale }: { car: string; day: Day; scale: Scale }) {
  const shownVisit = useComputed(() => {
    const it = [pointed.value, chosen.value].find((one) => one !== null && 'visit' in one);
    const visit = it && 'visit' in it ? day.visits.get(it.visit) : undefined;
    return visit?.stop?.car === car ? visit.id : null;
  }).value;
  const visit = shownVisit === null ? undefined : day.visits.get(shownVisit);
  if (!visit) return null;
  const wished = windowOf(visit);
  const wish = wished && (wished.soft_start !== null || wished.soft_end !== null) ? { start: wished.soft_start ?? wished.start, end: wished.soft_end ?? wished.end } : null;
  return (
    <>
      {visit.windows.map((one) => <span key={one.start} class="window" style={{ left: percentAt(scale, one.start), width: percentOf(scale, one.start, one.end) }} />)}
      {wish && <span class="window wish" style={{ left: percentAt(scale, wish.start), width: percentOf(scale, wish.start, wish.end) }} />}
    </>
  );
}

/** Where visits that would move are now. */
function Outlines({ car, before, changes, scale }: { car: string; before: Day; changes: ReadonlyMap<string, Move>; scale: Scale }) {
  const moved = (before.stops.get(car) ?? []).filter((visit) => changes.has(visit.id));
  return <>{moved.map(({ id, stop }) => <span key={id} class="outline" style={{ left: percentAt(scale, stop.start), width: percentOf(scale, stop.start, stop.end) }} />)}</>;
}

/** What is dragged, where it would fall. */
function Ghost({ car, scale }: { car: string; scale: Scale }) {
  const here = useComputed(() => (drag.value?.car === car ? drag.value : null)).value;
  if (!here) return null;
  return (
    <span class={here.asked ? 'ghost asked' : 'ghost'} style={{ left: percentAt(scale, here.start), width: percentOf(scale, here.start, here.start + here.duration) }}>
      <b>{here.time}</b> <bdi>{here.patient}</bdi>
    </span>
  );
}
