// Cars with what their day adds up to, and their visits in order.

import { useComputed } from '@preact/signals';
import type { Car, Day } from '../../../model/board';
import { clock, hours, minutes, percent } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { Mark } from '../../../parts/mark';
import { chosen, hidden, isolateCar, shown, toggleCar } from '../../../state/day';
import { say } from '../../../texts';
import { careShare } from '../sums';
import { Line } from './line';
import { found } from './searching';

export function ByCar() {
  const day = shown.value;
  if (!day) return null;
  const cars = day.board.cars.filter((car) => found.value?.cars.has(car.id) ?? true);
  return (
    <>
      {hidden.value.size > 0 && <p class="folded"><span class="muted">{say('cars.hidden', { n: hidden.value.size })}</span> <button type="button" onClick={() => { hidden.value = new Set(); }}>{say('cars.all')}</button></p>}
      {cars.map((car) => <CarCard key={car.id} car={car} day={day} />)}
    </>
  );
}

function CarCard({ car, day }: { car: Car; day: Day }) {
  const { timezone } = day.board;
  const isHidden = useComputed(() => hidden.value.has(car.id)).value;
  const isChosen = useComputed(() => chosen.value !== null && 'car' in chosen.value && chosen.value.car === car.id).value;
  const stops = (day.stops.get(car.id) ?? []).filter((visit) => found.value?.visits.has(visit.id) ?? true);
  return (
    <section class={isHidden ? 'car-card off' : 'car-card'}>
      <h3>
        <button type="button" class="name" data-head={car.id} aria-pressed={isChosen}><Chip car={car} />{' '}<bdi>{car.id}</bdi></button>
        <button type="button" class="quiet" title={say('cars.only', { car: car.id })} aria-label={say('cars.only', { car: car.id })} onClick={() => isolateCar(car.id)}><Mark name="alone" size={16} /></button>
        <button type="button" class="quiet" aria-pressed={isHidden} title={say('cars.hide', { car: car.id })} aria-label={say('cars.hide', { car: car.id })} onClick={() => toggleCar(car.id)}><Mark name="hide" size={16} /></button>
      </h3>
      <Sums car={car} count={day.stops.get(car.id)?.length ?? 0} timezone={timezone} />
      {!isHidden && stops.length > 0 && <ol>{stops.map((visit) => <Line key={visit.id} visit={visit} timezone={timezone} />)}</ol>}
    </section>
  );
}

function Sums({ car, count, timezone }: { car: Car; count: number; timezone: string }) {
  const { sums } = car;
  return (
    <p class="sums">
      <span class="crew">{car.crew.map((one, at) => <span key={one.id}>{at > 0 && ', '}<bdi>{one.name}</bdi></span>)}</span>
      <span>{car.max_visits === null ? say('word.visits', { n: count }) : say('cars.visits_of', { n: count, max: car.max_visits })}</span>
      {sums && <span>{say('cars.drives', { time: hours(sums.drive_s) })}</span>}
      {sums && <span>{say('cars.cares', { share: percent(careShare(sums)) })}</span>}
      {car.returns !== null && <span>{say('cars.back', { time: clock(car.returns, timezone) })}</span>}
      {sums && sums.overtime_s > 0 && <span class="bad">{say('cars.overtime', { minutes: minutes(sums.overtime_s) })}</span>}
    </p>
  );
}
