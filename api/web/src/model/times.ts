// Times of a day as people type them, and as the service takes them: HH:MM, whose hours from 24 to 47 are the next day.

import type { Board } from './board';
import { addDays, todayIn } from './dates';

const END_HOUR = 48;

/** Read "9", "930", "9:30", "09.30" or "26:30" as HH:MM; null: no such time. Nothing typed is nothing. */
export function readTime(text: string): string | null {
  const plain = text.trim();
  if (plain === '') return '';
  const found = /^(\d{1,2})(?:[:.]?([0-5]\d))?$/.exec(plain);
  const hour = Number(found?.[1] ?? END_HOUR);
  return hour < END_HOUR ? `${String(hour).padStart(2, '0')}:${found?.[2] ?? '00'}` : null;
}

/** The time of the clock on the next day that a time past midnight stands for; null where it is on the day itself. */
export function nextMorning(time: string): string | null {
  const [hour = 0, minute = ''] = [Number(time.slice(0, 2)), time.slice(3)];
  return hour >= 24 ? `${String(hour - 24).padStart(2, '0')}:${minute}` : null;
}

/** What to write for a time that lies before the first shift of a day that goes on past midnight, if the night after was meant; else null. */
export function nightAfter(time: string, { date, timezone, cars, extent: [, last = 0] }: Pick<Board, 'date' | 'timezone' | 'cars' | 'extent'>): string | null {
  const first = Math.min(...cars.map((car) => car.shift_start));
  if (time === '' || nextMorning(time) !== null || !Number.isFinite(first)) return null;
  const meant = `${Number(time.slice(0, 2)) + 24}${time.slice(2)}`;
  const isEarly = time < timeOfDay(first, date, timezone);
  return isEarly && meant <= timeOfDay(last, date, timezone) ? meant : null;
}

/** An instant as HH:MM of a day, past its midnight from 24:00 on; '' before it. */
function timeOfDay(at: number, date: string, timezone: string): string {
  const there = todayIn(timezone, new Date(at * 1000));
  if (there < date) return '';
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at * 1000);
  if (there === date) return clock;
  return there === addDays(date, 1) ? `${Number(clock.slice(0, 2)) + 24}${clock.slice(2)}` : `${END_HOUR}:00`;
}
