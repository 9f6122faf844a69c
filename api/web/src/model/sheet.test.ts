import { describe, expect, test } from 'vitest';
import { makeStop, makeVisit } from './board_made';
import { isUnexpected, nextOf, stepsOf } from './sheet';
import type { PlannedVisit } from './board';

const visit = (id: string, status: string) => ({ id, status, kind: 'home' }) as PlannedVisit;

test('the next stop is the first that has not ended', () => {
  expect(nextOf([visit('a', 'done'), visit('b', 'failed'), visit('c', 'planned'), visit('d', 'planned')])?.id).toBe('c');
});

test('a visit that has begun goes before one that was passed over', () => {
  expect(nextOf([visit('a', 'planned'), visit('b', 'arrived')])?.id).toBe('b');
});

test('after the last visit nothing is next', () => {
  expect(nextOf([visit('a', 'done'), visit('b', 'cancelled')])).toBeNull();
});

test('each step leads to the one after it, and nothing follows the end', () => {
  expect(['planned', 'en_route', 'arrived', 'started', 'done'].map((status) => stepsOf({ status, kind: 'home' })[0]))
    .toEqual(['en_route', 'arrived', 'visit_started', 'visit_done', undefined]);
});

test('nobody drives to a phone call', () => {
  expect(stepsOf({ status: 'planned', kind: 'phone' })[0]).toBe('visit_started');
  expect(stepsOf({ status: 'started', kind: 'phone' })).toEqual(['visit_done']);
});

describe('what is told of a visit far from the plan', () => {
  const HOUR = 3600;
  const stops = [8, 9, 10].map((at, number) => makeVisit(String(at), makeStop('car', number + 1, at * HOUR)) as PlannedVisit);
  const asked = (id: string, at: number, more: Partial<PlannedVisit> = {}) => stops.filter((one) => one.id === id).some((one) => isUnexpected({ ...one, ...more }, stops, at * HOUR));

  test('is asked about hours before it, and after it', () => {
    expect([6.9, 7.1, 9.4, 9.6].map((at) => asked('8', at))).toEqual([true, false, false, true]);
  });

  test('is asked about while a stop is to come first, unless that went as planned untold', () => {
    expect([asked('10', 8.9), asked('10', 9.1)]).toEqual([true, false]);
  });

  test('is not asked about once it has begun', () => {
    expect(asked('8', 4, { status: 'arrived' })).toBe(false);
  });
});
