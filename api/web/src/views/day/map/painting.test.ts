import { expect, test } from 'vitest';
import { sizeOf } from './painting';

test('a picture has a pixel for each that the screen has', () => {
  expect(sizeOf({ extent: [0, 0, 1000, 503], resolution: 10, pixelRatio: 1.5, paper: '', edge: '' })).toEqual([150, 75]);
});
