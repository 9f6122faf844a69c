import { expect, it } from 'vitest';
import { costOfRoutes, inDriving, overBest } from './price';

it('adds up to what placing a visit costs: leaving it out is no part of it', () => {
  const before = { cost: 10_900, parts: { driving: 900, unassigned: 10_000 } };
  const after = { cost: 1_800, parts: { driving: 1_800, unassigned: 0 } };
  expect(costOfRoutes(after) - costOfRoutes(before)).toBe(900);
});

it('tells a cost as the driving that costs as much, in the plan\'s own prices', () => {
  expect(inDriving(-900, { parts: { driving: 6_000 }, drive_s: 2_000 })).toBe(300);
  expect(inDriving(900, { parts: {}, drive_s: 0 })).toBeNull();
});

it('says how far a plan can be from the best only where enough is proved', () => {
  expect([0, 0.2, 0.5].map(overBest)).toEqual([0, 0.25, 1]);
  expect([0.51, 0.9, 1, null].map(overBest)).toEqual([null, null, null, null]);
});
