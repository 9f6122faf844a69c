// Dates as YYYY-MM-DD, counted without clocks so that no time zone moves them.

const DAY_MS = 86_400_000;

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a date is a Saturday or Sunday. */
export function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

/** The date where a team is. */
export function todayIn(timezone: string, now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(now);
}

/** The day one plans next: today until noon, then tomorrow; on to Monday where that is a weekend. */
export function nextWorkingDay(now: Date, timezone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' }).format(now);
  const [today = '', time = ''] = parts.split(' ');
  let date = time < '12:00' ? today : addDays(today, 1);
  while (isWeekend(date)) date = addDays(date, 1);
  return date;
}

/** Whether a text is a date that there is. */
export function isDate(text: string | null): text is string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;
}
