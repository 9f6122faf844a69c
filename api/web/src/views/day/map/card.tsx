// What there is to know of the stop that is chosen or pointed at, beside it on the map.

import type { Day, Visit } from '../../../model/board';
import { placeBeside, windowOf } from '../../../model/board';
import { clock } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { say } from '../../../texts';
import { isLate } from '../marks';
import { missOf, statusOf, wishOf } from '../visit_name';
import { readScene } from './scene';

export function Card() {
  const scene = readScene();
  const visit = scene?.day.visits.get(scene.pointedVisit ?? scene.visit ?? '');
  if (!scene || !visit?.place) return null;
  const car = visit.stop && scene.day.cars.get(visit.stop.car);
  const before = scene.changes.moved.has(visit.id) ? scene.before?.visits.get(visit.id)?.stop?.car : null;
  const was = before ? scene.before?.cars.get(before) : undefined;
  return (
    <div class={scene.pointedVisit === visit.id ? 'stop_card told' : 'stop_card'}>
      <p class="first">
        {car && <Chip car={car} text={`${car.label} ${visit.stop?.number ?? ''}`} />}
        <strong>{visit.stop ? say('map.times', { start: clock(visit.stop.start, scene.day.board.timezone), end: clock(visit.stop.end, scene.day.board.timezone) }) : say('map.unplaced')}</strong>
        <span class="muted">{statusOf(visit)}</span>
      </p>
      <p><bdi>{visit.who}</bdi> <span class="muted"><bdi>{placeBeside(visit)}</bdi></span></p>
      <Times day={scene.day} visit={visit} />
      {car && <p class="muted"><bdi>{car.crew.map((one) => one.name).join(', ') || car.id}</bdi></p>}
      {was && <p>{say('map.was')} <Chip car={was} /></p>}
      {!was && scene.changes.moved.has(visit.id) && <p>{say(visit.stop ? 'map.new' : 'map.taken_out')}</p>}
    </div>
  );
}

function Times({ day, visit }: { day: Day; visit: Visit }) {
  const { timezone } = day.board;
  const window = windowOf(visit);
  const [wish, miss] = [wishOf(visit, timezone), missOf(visit)];
  if (!window) return null;
  return (
    <>
      <p>{say('map.window', { start: clock(window.start, timezone), end: clock(window.end, timezone) })}</p>
      {wish && <p>{say('visit.wish')} {wish}{miss && <strong class={isLate(visit) ? 'bad' : undefined}> · {miss}</strong>}</p>}
    </>
  );
}

/** The card in one sentence, for those who hear the page. */
export function describe(): string {
  const scene = readScene();
  const visit = scene?.day.visits.get(scene.visit ?? '');
  if (!scene || !visit) return '';
  const car = visit.stop && scene.day.cars.get(visit.stop.car);
  if (!visit.stop || !car) return say('map.heard_unplaced', { patient: visit.who });
  const time = clock(visit.stop.start, scene.day.board.timezone);
  return say('map.heard', { car: car.label, number: visit.stop.number, time, patient: visit.who, status: say(`status.${visit.status}`) });
}
