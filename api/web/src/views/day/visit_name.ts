// A visit in words, for those who hear the page: everything that its block shows by place, shape and colour.

import type { Car, Day, Visit } from '../../model/board';
import { windowOf } from '../../model/board';
import { clock, minutes } from '../../model/figures';
import { say } from '../../texts';
import { isLate } from './marks';

/** Tell when a visit may start, as 08:00–10:30, with all its windows. */
export function windowsOf(visit: Visit, timezone: string): string {
  if (visit.windows.length === 0) return say('visit.any_time');
  return visit.windows.map((one) => `${clock(one.start, timezone)}–${clock(one.end, timezone)}`).join(', ');
}

export function carName(car: Car): string {
  return say('visit.car', { label: car.label, car: car.id });
}

export function nameOf(visit: Visit, day: Day): string {
  const { timezone } = day.board;
  const { stop } = visit;
  const car = stop ? day.cars.get(stop.car) : undefined;
  // What is written on the block comes first, as it stands there: who speaks to the computer says what they see (WCAG 2.5.3).
  const parts = [
    stop ? `${stop.number} ${visit.who}` : `${visit.who} ${minutes(visit.duration_s)}`,
    stop ? `${clock(stop.start, timezone)}–${clock(stop.end, timezone)}` : say('visit.no_place'),
    car ? carName(car) : '',
    visit.kind === 'home' ? '' : say(`kind.${visit.kind}`),
    statusOf(visit),
    visit.windows.length > 0 ? say('visit.window', { window: windowsOf(visit, timezone) }) : '',
    missOf(visit),
    visit.lock ? say('visit.locked') : '',
    visit.together.length > 0 ? say('visit.together', { n: visit.together.length }) : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** How far a visit has come; empty where it has no place, which is then said in its stead. */
export function statusOf({ status, stop }: Visit): string {
  return stop || status !== 'planned' ? say(`status.${status}`) : '';
}

/** When a visit had better start, in the window it is planned in; null where nobody wished anything. */
export function wishOf(visit: Visit, timezone: string): string | null {
  const window = windowOf(visit);
  if (!window || (window.soft_start === null && window.soft_end === null)) return null;
  return `${clock(window.soft_start ?? window.start, timezone)}–${clock(window.soft_end ?? window.end, timezone)}`;
}

/** How long a visit takes, and what its place takes besides: parking and the like, before the first visit there. */
export function tellLength({ duration_s, stop }: Visit): string {
  const more = stop ? stop.end - stop.start - duration_s : 0;
  return more > 0 ? say('visit.with_setup', { time: minutes(duration_s), setup: minutes(more), whole: minutes(duration_s + more) }) : minutes(duration_s);
}

/** How far outside its wished window a visit starts, in words; empty where it does not. */
export function missOf(visit: Visit): string {
  const missed = visit.stop?.late_s ?? 0;
  if (missed === 0) return '';
  return say(isLate(visit) ? 'visit.late' : 'visit.early', { minutes: minutes(Math.max(missed, 60)) });
}
