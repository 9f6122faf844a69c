import { expect, it } from 'vitest';
import { makeDay, makeVisit } from './board_made';
import { nameVisits } from './naming';

const DAY = makeDay([], [makeVisit('v1', null), makeVisit('v1$&', null, { place: null })]);

it('names a visit by its patient and place, where the text has it whole', () => {
  expect(nameVisits('Besök v1 börjar före v12 och v1-b.', ['v1'], DAY)).toBe('Besök p-v1 · Gatan v1 börjar före v12 och v1-b.');
});

it('takes ids as they are written, and leaves what is not known', () => {
  expect(nameVisits('v1$& v9', ['v1$&', 'v9'], DAY)).toBe('p-v1$& v9');
});

it('says once where somebody is who is called by that', () => {
  const day = makeDay([], [makeVisit('call-1', null, { patient: 'call', who: 'Gatan 4', place: { name: 'Gatan 4', lat: 57, lon: 12 } })]);
  expect(nameVisits('Besök call-1 får plats.', ['call-1'], day)).toBe('Besök Gatan 4 får plats.');
});
