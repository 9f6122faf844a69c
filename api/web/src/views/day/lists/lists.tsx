import { clock } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { choose, chosenVisit, day } from '../../../state/day';
import { say } from '../../../texts';

export function Lists() {
  const open = day.value;
  if (!open) return null;
  return (
    <section class="lists" aria-label={say('day.list')}>
      {open.board.cars.map((car) => (
        <section key={car.id}>
          <h2><Chip car={car} /> <bdi>{car.id}</bdi></h2>
          <ol>
            {open.stops.get(car.id)?.map((visit) => (
              <li key={visit.id}>
                <button type="button" aria-pressed={chosenVisit.value === visit} onClick={() => choose({ visit: visit.id })}>
                  {clock(visit.stop.start, open.board.timezone)} <bdi>{visit.patient}</bdi>
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}
