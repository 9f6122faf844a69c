// A row's name: the car, its crew, and what its day adds up to.

import { useComputed } from '@preact/signals';
import type { Car } from '../../../model/board';
import { hours, kilometres, minutes, percent } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { Mark } from '../../../parts/mark';
import { chosen, isolateCar, shown, toggleCar } from '../../../state/day';
import { say } from '../../../texts';
import { careShare } from '../sums';
import { rover } from './rover';

export function Head({ car }: { car: Car }) {
  const isChosen = useComputed(() => chosen.value !== null && 'car' in chosen.value && chosen.value.car === car.id).value;
  const isNext = useComputed(() => rover.value === `car ${car.id}`).value;
  return (
    <div class="head">
      <button type="button" class="car" data-head={car.id} tabIndex={isNext ? 0 : -1} aria-pressed={isChosen}>
        <Chip car={car} />{' '}
        <span class="names"><bdi class="id">{car.id}</bdi>{' '}<span class="crew">{car.crew.map((one, at) => <span key={one.id}>{at > 0 && ', '}<bdi>{one.name}</bdi></span>)}</span></span>
      </button>
      <Sums car={car} />
      <span class="doors">
        <button type="button" class="quiet" tabIndex={-1} title={say('cars.only', { car: car.id })} aria-label={say('cars.only', { car: car.id })} onClick={() => isolateCar(car.id)}><Mark name="alone" size={16} /></button>
        <button type="button" class="quiet" tabIndex={-1} title={say('cars.hide', { car: car.id })} aria-label={say('cars.hide', { car: car.id })} onClick={() => toggleCar(car.id)}><Mark name="hide" size={16} /></button>
      </span>
    </div>
  );
}

function Sums({ car }: { car: Car }) {
  const count = shown.value?.stops.get(car.id)?.length ?? 0;
  const { sums } = car;
  return (
    <div class="sums">
      <span><b>{count}</b><small>{car.max_visits === null ? '' : say('cars.of', { n: car.max_visits })}</small></span>
      <span><b>{sums ? hours(sums.drive_s) : '–'}</b><small>{sums ? kilometres(sums.drive_m) : ''}</small></span>
      <span><b>{sums ? percent(careShare(sums)) : '–'}</b><small class="bad">{sums && sums.overtime_s > 0 ? `+${minutes(sums.overtime_s)}` : ''}</small></span>
    </div>
  );
}
