// Through the day with two keys: from visit to visit in the order of the rows.

import type { Command } from './actions';
import { choose, chosen, hidden, shown } from '../../state/day';
import { say } from '../../texts';
import { focusSearch } from './lists/searching';
import { showDetails } from './spots';
import { fit } from './timeline/zoom';
import { zoomByKey } from './timeline/hands';

export function walkingCommands(): readonly Command[] {
  return [
    { key: 'j', label: say('walking.next'), act: () => walkBy(1) },
    { key: 'k', label: say('walking.previous'), act: () => walkBy(-1) },
    { key: 'i', label: say('walking.details'), act: () => showDetails(chosen.value) },
    { key: '/', label: say('search.label'), act: focusSearch },
    { key: '+', label: say('timeline.in'), act: () => zoomByKey(1) },
    { key: '-', label: say('timeline.out'), act: () => zoomByKey(-1) },
    { key: '0', label: say('timeline.fit'), act: fit },
  ];
}

function walkBy(step: 1 | -1): void {
  const day = shown.value;
  if (!day) return;
  const visits = day.board.cars.filter((car) => !hidden.value.has(car.id)).flatMap((car) => day.stops.get(car.id) ?? []);
  const it = chosen.value;
  const at = it && 'visit' in it ? visits.findIndex((one) => one.id === it.visit) : -1;
  const next = at < 0 ? visits.at(step === 1 ? 0 : -1) : visits[at + step];
  if (next) choose({ visit: next.id });
}
