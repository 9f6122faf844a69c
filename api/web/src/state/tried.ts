// Days that are tried out: `?at=09:30` in the address says what time it is taken to be, in the day's own time zone.

import type { Board } from '../model/board';

const given = new URLSearchParams(location.search).get('at');

/** The time that the day is tried at, as the service takes it; none: it is now. */
export const triedAt = given && /^([01]\d|2\d|3\d|4[0-7]):[0-5]\d$/.test(given) ? given : null;

/** What commands say of when they are given. */
export const asOf = triedAt === null ? {} : { at: triedAt };

/** The instant of a time of the day, found from the first instant that its board shows. */
export function instantOf(time: string, { extent: [first = 0], timezone }: Pick<Board, 'extent' | 'timezone'>): number {
  const known = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(first * 1000);
  return first + (minutesOf(time) - minutesOf(known)) * 60;
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
