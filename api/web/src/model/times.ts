// Times of a day as people type them, and as the service takes them: HH:MM, whose hours from 24 to 47 are the next day.

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
