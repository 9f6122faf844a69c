// What lies beneath the pointer, told on a card that the pointer can come to and Escape takes away (WCAG 1.4.13).

import { pointed } from '../../../state/day';
import type { Hit } from './hitting';
import { picking } from './picking';

/** As long as it takes to come from a mark to its card. */
const ON_THE_WAY_MS = 400;

let leaving = 0;
let next: typeof pointed.value = null;

/** Tell of what lies beneath the pointer; a visit's card waits for a pointer that is on its way to it. */
export function point(under: Hit): void {
  next = picking.value || (under && 'pin' in under) ? null : under;
  if (isVisit(next) || !isVisit(pointed.value)) turn();
  else leaving ||= window.setTimeout(turn, ON_THE_WAY_MS);
}

/** Let what is told stay: the pointer is on its card. */
export function stay(): void {
  clearTimeout(leaving);
  leaving = 0;
}

function turn(): void {
  stay();
  if (JSON.stringify(pointed.value) !== JSON.stringify(next)) pointed.value = next;
}

function isVisit(one: typeof next): boolean {
  return one !== null && 'visit' in one;
}

/** Take away what is told, wherever the keyboard is; gives what ends that. */
export function dismissByEscape(): () => void {
  const listen = ({ key }: KeyboardEvent): void => { if (key === 'Escape') { stay(); pointed.value = null; } };
  document.addEventListener('keydown', listen, true);
  return () => document.removeEventListener('keydown', listen, true);
}
