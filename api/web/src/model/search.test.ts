import { expect, test } from 'vitest';
import { makeCar, makeDay, makeStop, makeVisit } from './board_made';
import { find } from './search';

const crew = [{ id: 's1', name: 'Renée Öberg', profession: 'nurse', skills: [] }];
const day = makeDay(
  [makeCar('a', { crew }), makeCar('b')],
  [
    makeVisit('1', makeStop('a', 1, 0), { place: { name: 'Ängsgatan 4', lat: 57, lon: 12 } }),
    makeVisit('2', makeStop('b', 1, 0), { skills: ['wounds'] }),
    makeVisit('3', null),
  ],
);
const search = (query: string) => [...(find(day, query, (skill) => (skill === 'wounds' ? 'sårvård' : skill))?.visits ?? [])];

test('visits are found by address, by the word for a skill, by patient and by who comes', () => {
  expect(search('ängs')).toEqual(['1']);
  expect(search('SÅR')).toEqual(['2']);
  expect(search('p-3')).toEqual(['3']);
  expect(search('öberg')).toEqual(['1']);
});

test('an accent need not be typed, but ä is no a', () => {
  expect(search('renee')).toEqual(['1']);
  expect(search('angs')).toEqual([]);
});

test('every word must occur', () => {
  expect(search('gatan 3')).toEqual(['3']);
  expect(search('gatan sårvård')).toEqual(['2']);
});

test('without a word all is left as it is', () => {
  expect(find(day, '  ', String)).toBeNull();
});

test('a car is found with its visits, and by its own name without any', () => {
  expect([...(find(day, 'renee', String)?.cars ?? [])]).toEqual(['a']);
  expect([...(find(makeDay([makeCar('tom')], []), 'tom', String)?.cars ?? [])]).toEqual(['tom']);
});
