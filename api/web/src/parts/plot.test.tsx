import { render } from 'preact';
import { expect, it } from 'vitest';
import { Plot } from './plot';

it('names no value of its axis twice, however little lies between', () => {
  const root = document.createElement('div');
  const told = (y: number) => `${Math.round(y)} min`;
  render(<Plot title="" points={[{ x: 0, y: 0.4 }, { x: 1, y: 0 }]} fromZero tellX={String} tellY={told} />, root);
  expect([...root.querySelectorAll('g text')].map((one) => one.textContent)).toEqual(['0 min']);
});
