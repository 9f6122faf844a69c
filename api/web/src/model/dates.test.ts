import { expect, test } from 'vitest';
import { addDays, isDate, nextWorkingDay, todayIn } from './dates';

test('days are counted over the night when the clock changes, and over years', () => {
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test('until noon one plans today, later the next day that is no weekend', () => {
  expect(nextWorkingDay(new Date('2026-11-23T06:30:00Z'), 'Europe/Stockholm')).toBe('2026-11-23');
  expect(nextWorkingDay(new Date('2026-11-23T12:30:00Z'), 'Europe/Stockholm')).toBe('2026-11-24');
  expect(nextWorkingDay(new Date('2026-11-20T15:00:00Z'), 'Europe/Stockholm')).toBe('2026-11-23');
});

test('the day is that of the team, not of Greenwich', () => {
  expect(nextWorkingDay(new Date('2026-11-23T23:30:00Z'), 'Europe/Stockholm')).toBe('2026-11-24');
});

test('a date that the calendar lacks is none', () => {
  expect(isDate('2026-02-30')).toBe(false);
  expect(isDate('2028-02-29')).toBe(true);
  expect(isDate(null)).toBe(false);
});

test('today is where the team is', () => {
  const night = new Date('2026-11-23T23:30:00Z');
  expect(todayIn('Europe/Stockholm', night)).toBe('2026-11-24');
  expect(todayIn('Atlantic/Reykjavik', night)).toBe('2026-11-23');
});
