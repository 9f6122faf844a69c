// Times, minutes and numbers in words. Instants are seconds since 1970, shown in the day's own time zone.

import { language, say } from '../texts';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timezone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = language.value === 'sv' ? 'sv-SE' : 'en-GB';
  const name = `${tag} ${timezone} ${JSON.stringify(options)}`;
  const made = formats.get(name) ?? new Intl.DateTimeFormat(tag, { timeZone: timezone, ...options });
  formats.set(name, made);
  return made;
}

/** The time of the day, as 08:05. */
export function clock(at: number, timezone: string): string {
  return format(timezone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at * 1000);
}

/** A date, as måndag 23 november. */
export function longDate(date: string): string {
  return format('UTC', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(`${date}T00:00:00Z`));
}

/** A date with its day of the week, as mån 2026-11-23. */
export function plainDate(date: string): string {
  return `${format('UTC', { weekday: 'short' }).format(new Date(`${date}T00:00:00Z`))} ${date}`;
}

/** The day of an instant, as tis 24 nov. */
export function shortDate(at: number, timezone: string): string {
  return format(timezone, { weekday: 'short', day: 'numeric', month: 'short' }).format(at * 1000);
}

/** Minutes of so many seconds, rounded; from two hours on hours and minutes, as 2 h 5 min. */
export function minutes(seconds: number): string {
  const n = Math.round(seconds / 60);
  if (n < 120) return say('word.minutes', { n });
  const [h, rest] = [Math.floor(n / 60), n % 60];
  return rest > 0 ? say('word.hours_minutes', { h, n: rest }) : say('word.hours', { h });
}

/** Hours and minutes, as 2:05. */
export function hours(seconds: number): string {
  const whole = Math.round(seconds / 60);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function kilometres(metres: number): string {
  return say('word.kilometres', { n: number(metres / 1000, metres < 10_000 ? 1 : 0) });
}

export function percent(share: number, digits = 0): string {
  return new Intl.NumberFormat(language.value === 'sv' ? 'sv-SE' : 'en-GB', { style: 'percent', maximumFractionDigits: digits }).format(share);
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value === 'sv' ? 'sv-SE' : 'en-GB', { maximumFractionDigits: digits }).format(value);
}
