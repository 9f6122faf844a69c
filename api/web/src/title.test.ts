import { expect, test } from 'vitest';
import { read } from './router';
import { titleOf } from './title';

const BOARD = { plan: 'plan_1', team: 'hem', team_name: 'Hemteam', date: '2026-11-24' };

test.each([
  ['/plans', 'Planer · hemrutt'],
  ['/plans/plan_1', 'Hemteam · tisdag 24 november · hemrutt'],
  ['/plans/plan_2', 'hemrutt'],
  ['/plans/plan_1/cars/dag-1', 'dag-1 · Hemteam · tisdag 24 november · hemrutt'],
  ['/wall/hem', 'Väggskärm · Hemteam · hemrutt'],
  ['/morning', 'Morgon · hemrutt'],
  ['/morning/hem/2026-11-24', 'Morgon · tisdag 24 november · hemrutt'],
  ['/nothing', 'hemrutt'],
])('the page %s is called %s', (address, title) => {
  expect(titleOf(read(address), BOARD)).toBe(title);
});
