import { expect, test } from 'vitest';
import { makeCar, makeDay, makeStop, makeVisit } from '../../../model/board_made';
import type { Visit } from '../../../model/board';
import { concernsOf, eachOf } from './concerns';

const NOON = 4 * 3600;

function lay(...visits: [id: string, car: string, start: number, status?: Visit['status']][]) {
  return makeDay(['a', 'b', 'c'].map((id) => makeCar(id)), visits.map(([id, car, start, status = 'planned'], at) => makeVisit(id, makeStop(car, at + 1, start), { status })));
}

test('cars that nobody tells of are one thing to mind, and each of them can be seen', () => {
  const found = concernsOf(lay(['1', 'a', 3600], ['2', 'a', 7200], ['3', 'b', 5400], ['4', 'c', 14_000]), [], NOON);
  expect(found.map((one) => one.text)).toEqual(['2 bilar har inte rapporterat sedan 02:00: 3 besök skulle ha börjat']);
  expect(found[0]?.parts?.map((one) => [one.car?.id, one.text])).toEqual([['a', '2 besök skulle ha börjat, det första 02:00'], ['b', 'skulle ha börjat 02:30']]);
  expect(eachOf(found).map((one) => one.key)).toEqual(['overdue 1', 'overdue 2', 'overdue 3']);
});

test('a car that fell silent keeps a row of its own, and is called for', () => {
  const found = concernsOf(lay(['1', 'a', 1800, 'done'], ['2', 'a', 7200], ['3', 'a', 9000], ['4', 'b', 5400], ['5', 'c', 5400]), [], NOON);
  expect(found.map((one) => [one.car?.id, one.isQuiet, one.parts?.length])).toEqual([['a', false, 2], [undefined, true, 2]]);
});

test('what is alone is told as itself', () => {
  expect(concernsOf(lay(['1', 'a', 7200]), [], NOON).map((one) => [one.visit, one.text])).toEqual([['1', 'skulle ha börjat 03:00']]);
});
