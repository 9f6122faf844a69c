import { expect, test } from 'vitest';
import { pickPlace, picking } from './picking';

test('whoever asks for a place gets the one that is picked, and nobody waits any longer', async () => {
  const asked = pickPlace();
  picking.value?.({ lat: 63.8, lon: 20.3 });
  expect(await asked).toEqual({ lat: 63.8, lon: 20.3 });
  expect(picking.value).toBeNull();
});

test('asking anew calls the question before off, and itself is still open', async () => {
  const first = pickPlace();
  const second = pickPlace();
  expect(await first).toBeNull();
  picking.value?.({ lat: 1, lon: 2 });
  expect(await second).toEqual({ lat: 1, lon: 2 });
});
