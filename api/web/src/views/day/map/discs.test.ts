import { expect, test } from 'vitest';
import { drawDisc, type Disc } from './discs';

const disc = (text: string): Disc => ({ shape: 'dot', fill: '#000', edge: '#000', ink: '#fff', text, badge: 'none', alarm: '#f00', paper: '#fff', struck: false, ring: null, breadth: 9 });

test('a mark is drawn once for as long as it is in use, and let go of once a thousand others were used since', () => {
  const first = drawDisc(disc('first'));
  const left = drawDisc(disc('left'));
  for (let turn = 0; turn < 999; turn++) {
    drawDisc(disc(String(turn)));
    expect(drawDisc(disc('first'))).toBe(first);
  }
  expect(drawDisc(disc('left'))).not.toBe(left);
});
