import { expect, it } from 'vitest';
import { moveAside } from './aside';

const NAME = { width: 80, height: 18 };

it('leaves a name at its place where no mark covers it', () => {
  expect(moveAside(NAME, [[0, 40], [70, 0]])).toEqual([0, 0]);
});

it('moves a name just so far that the mark above it leaves it free', () => {
  expect(moveAside(NAME, [[0, -4]])).toEqual([0, 16]);
});

it('writes a name where the fewest marks cover it if there is room nowhere', () => {
  const everywhere = Array.from({ length: 21 }, (_, x) => Array.from({ length: 21 }, (__, y): [number, number] => [(x - 10) * 10, (y - 10) * 10])).flat();
  const free = everywhere.filter(([, down]) => down < 20);
  expect(moveAside(NAME, free)[1]).toBeGreaterThan(0);
});
