// Pointer, wheel and keys on the timeline, listened to once for all its blocks.

import { choose, chosen, shown } from '../../../state/day';
import { listenToSpots, showDetails, spotOf } from '../spots';
import { follow } from './drag';
import { leave, rows } from './rover';
import { find } from './sight';
import { walk, type Direction } from './walking';
import { zoomBy, type Anchor } from './zoom';

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' };

/** Listen to a timeline; gives what ends that. */
export function listen(box: HTMLElement): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  listenToSpots(box, signal);
  box.addEventListener('pointerdown', (event) => {
    const block = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-visit]') : null;
    if (block) follow(event, box, block);
  }, { signal });
  box.addEventListener('focusin', (event) => { const spot = spotOf(event.target); if (spot) leave(spot); }, { signal });
  box.addEventListener('keydown', (event) => press(box, event), { signal });
  box.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1 : -1, anchorAt(box, event.clientX));
  }, { signal, passive: false });
  return () => ending.abort();
}

function press(box: HTMLElement, event: KeyboardEvent): void {
  const spot = spotOf(event.target);
  const day = shown.value;
  if (!spot || !day || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' && 'visit' in spot) {
    event.preventDefault();
    choose(spot);
    return showDetails(spot);
  }
  const direction = ARROWS[event.key];
  if (!direction) return;
  event.preventDefault();
  const next = walk(day, rows.value, spot, direction);
  if (!next) return;
  choose(next);
  find(box, next)?.focus({ preventScroll: true });
}

/** Keep what is beneath the pointer where it is. */
function anchorAt(box: HTMLElement, clientX: number): Anchor | null {
  const lane = box.querySelector('.ticks')?.getBoundingClientRect();
  if (!lane) return null;
  const share = (clientX - lane.left) / lane.width;
  return { share, x: share * lane.width - box.scrollLeft };
}

/** Zoom with a key: what is chosen stays in place, else what is in the middle. */
export function zoomByKey(steps: number): void {
  const box = document.querySelector<HTMLElement>('.timeline .scroller');
  const lane = box?.querySelector('.ticks')?.getBoundingClientRect();
  if (!box || !lane) return;
  const block = find(box, chosen.value && 'visit' in chosen.value ? chosen.value : null)?.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  const middle = Math.max(frame.left, lane.left + box.scrollLeft) / 2 + frame.right / 2;
  zoomBy(steps, anchorAt(box, block ? block.left + block.width / 2 : middle));
}
