import { expect, test } from 'vitest';
import { nextOf, stepsOf } from './sheet';
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
