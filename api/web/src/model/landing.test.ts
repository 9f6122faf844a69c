import { expect, test } from 'vitest';
import { open, type Board } from './board';
import { makeStop, makeVisit } from './board_made';
import { landingOf } from './landing';

const day = (arrive: number, { window = 0, rest = null as [number, number] | null } = {}) => open({
  cars: [{ id: 'a', spans: rest ? [{ kind: 'break', start: rest[0], end: rest[1] }] : [] }],
  visits: [makeVisit('v', makeStop('a', 1, 5000, { arrive }), { windows: [{ start: window, end: 9000, soft_start: null, soft_end: null }] })],
  unassigned: [],
} as unknown as Board);

test.each([
  ['where it was put', day(5000), 4980, null],
  ['as soon as the car is there', day(5000), 4000, 'drive'],
  ['as soon as the window opens', day(4000, { window: 5000 }), 4500, 'window'],
  ['after the break', day(4000, { rest: [4000, 5000] }), 4200, 'break'],
  ['elsewhere, for no single reason', day(4000), 3000, undefined],
] as const)('a visit starts %s', (_, made, start, why) => {
  const landed = landingOf(made, { visit: 'v', start });
  expect(landed?.why ?? (landed ? undefined : null)).toBe(why);
});
