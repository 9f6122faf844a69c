// All visits as a table that sorts by any column.

import { signal, useComputed } from '@preact/signals';
import type { Day, Visit } from '../../../model/board';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { chosen, hidden, pointed, shown } from '../../../state/day';
import { say } from '../../../texts';
import { isLate } from '../marks';
import { statusOf, windowsOf } from '../visit_name';
import { Signs } from './line';
import { found } from './searching';
import { COLUMNS, sort, type Column, type Order } from './sorting';

const order = signal<Order>({ by: 'time', down: false });

export function ByVisit() {
  const day = shown.value;
  if (!day) return null;
  const visits = day.board.visits.filter((visit) => (found.value?.visits.has(visit.id) ?? true) && !hidden.value.has(visit.stop?.car ?? ''));
  return (
    <table class="visits">
      <caption class="visually-hidden">{say('lists.visits')}</caption>
      <thead><tr>{COLUMNS.map((one) => <Heading key={one} column={one} />)}</tr></thead>
      <tbody>{sort(visits, order.value, day).map((visit) => <Row key={visit.id} visit={visit} day={day} />)}</tbody>
    </table>
  );
}

function Heading({ column }: { column: Column }) {
  const { by, down } = order.value;
  const sorted = by === column ? (down ? 'descending' : 'ascending') : undefined;
  const turn = (): void => { order.value = { by: column, down: by === column ? !down : column === 'late' }; };
  return <th scope="col" class={column} aria-sort={sorted}><button type="button" class="quiet" onClick={turn}>{say(`column.${column}`)}<span aria-hidden="true">{sorted && (down ? ' ↓' : ' ↑')}</span></button></th>;
}

function Row({ visit, day }: { visit: Visit; day: Day }) {
  const { timezone } = day.board;
  const { stop } = visit;
  const isChosen = useComputed(() => chosen.value !== null && 'visit' in chosen.value && chosen.value.visit === visit.id).value;
  const isPointed = useComputed(() => pointed.value !== null && 'visit' in pointed.value && pointed.value.visit === visit.id).value;
  const car = stop ? day.cars.get(stop.car) : undefined;
  return (
    <tr data-visit={visit.id} class={[isChosen && 'chosen', isPointed && 'pointed'].filter(Boolean).join(' ')}>
      <td class="time"><button type="button" class="quiet" aria-pressed={isChosen} aria-label={`${stop ? clock(stop.start, timezone) : say('visit.no_place')} ${visit.who}`}>{stop ? clock(stop.start, timezone) : '–'}</button></td>
      <td class="patient"><bdi>{visit.who}</bdi> <Signs visit={visit} /></td>
      <td class="car">{car ? <Chip car={car} text={`${car.label} ${stop?.number ?? ''}`} /> : say('visit.no_place')}</td>
      <td class="window">{windowsOf(visit, timezone)}</td>
      <td class="status">{statusOf(visit)}</td>
      <td class={isLate(visit) ? 'late bad' : 'late'}>{stop && stop.late_s > 0 && `${isLate(visit) ? '+' : '−'}${minutes(stop.late_s)}`}</td>
    </tr>
  );
}
