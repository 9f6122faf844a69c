// Dragging a visit to another time or car. Nothing counts until the service has shown what it would do and somebody applied that.

import { signal } from '@preact/signals';
import type { Visit } from '../../../model/board';
import { clock } from '../../../model/figures';
import { snap } from '../../../model/scale';
import { mayDispatch } from '../../../state/account';
import { shown } from '../../../state/day';
import { tell, tellProblem } from '../../../state/notices';
import { whyAside, whyKept } from '../changes/keeping';
import { proposeChange } from '../changes/proposing';
import { scale } from './zoom';

export interface Drag {
  visit: string;
  patient: string;
  car: string | null;
  start: number;
  time: string;
  duration: number;
  /** It was let go of, and the service works out what that would do. */
  asked: boolean;
}

/** What is dragged just now. */
export const drag = signal<Drag | null>(null);

const THRESHOLD = 5;
const EDGE = 36;
const EDGE_STEP = 14;

/** Follow a pointer that went down on a visit: it drags once it has moved a little. Fingers scroll instead; for them there is the menu. */
export function follow(event: PointerEvent, box: HTMLElement, block: HTMLElement): void {
  const visit = shown.value?.visits.get(block.dataset['visit'] ?? '');
  if (!visit || event.button !== 0 || event.pointerType === 'touch' || drag.value || !mayDispatch(shown.value?.board.team_id)) return;
  const kept = whyAside() ?? whyKept(visit);
  const grip = visit.stop ? event.clientX - block.getBoundingClientRect().left : 0;
  const ending = new AbortController();
  const { signal: until } = ending;
  const onMove = (move: PointerEvent): void => {
    if (!drag.value && Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) < THRESHOLD) return;
    if (kept) { cancel(); return tell(kept); }
    move.preventDefault();
    scrollAtEdges(box, move);
    drag.value = dragAt(visit, move.clientX - grip, move);
  };
  const onUp = (): void => {
    const dropped = drag.value;
    ending.abort();
    if (!dropped) return;
    swallowClick();
    void drop(visit, dropped);
  };
  const cancel = (): void => { ending.abort(); if (drag.value) swallowClick(); drag.value = null; };
  addEventListener('pointermove', onMove, { signal: until });
  addEventListener('pointerup', onUp, { signal: until });
  addEventListener('pointercancel', cancel, { signal: until });
  addEventListener('keydown', (key) => { if (key.key === 'Escape') { key.preventDefault(); key.stopPropagation(); cancel(); } }, { signal: until, capture: true });
}

function dragAt(visit: Visit, left: number, at: PointerEvent): Drag {
  const row = document.elementsFromPoint(at.clientX, at.clientY).map((one) => one.closest<HTMLElement>('.timeline .row[data-car]')).find((one) => one !== null);
  const lane = (row ?? document).querySelector('.timeline .lane')?.getBoundingClientRect();
  const { start, end } = scale.value;
  const along = lane ? (left - lane.left) / lane.width : 0;
  const instant = snap(Math.min(Math.max(start + along * (end - start), start), end - visit.duration_s));
  const duration = visit.stop ? visit.stop.end - visit.stop.start : visit.duration_s;
  return { visit: visit.id, patient: visit.who, car: row?.dataset['car'] ?? null, start: instant, time: clock(instant, shown.value?.board.timezone ?? 'UTC'), duration, asked: false };
}

/** What is let go of stays where it is until the answer is there. */
async function drop(visit: Visit, dropped: Drag): Promise<void> {
  const { car, start } = dropped;
  const isElsewhere = car !== null && (visit.stop?.car !== car || snap(visit.stop.start) !== start);
  drag.value = isElsewhere ? { ...dropped, asked: true } : null;
  if (!isElsewhere) return;
  await proposeChange([{ change: 'move', visit: visit.id, car, time: new Date(start * 1000).toISOString() }], { visit: visit.id, start }).catch(tellProblem);
  drag.value = null;
}

function scrollAtEdges(box: HTMLElement, { clientX, clientY }: PointerEvent): void {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  box.scrollBy(beyond(clientX, left + EDGE, right - EDGE), beyond(clientY, top + EDGE, bottom - EDGE));
}

function beyond(at: number, low: number, high: number): number {
  if (at < low) return -EDGE_STEP;
  return at > high ? EDGE_STEP : 0;
}

/** The click that ends a drag chooses nothing. */
function swallowClick(): void {
  const swallow = (event: Event): void => { event.stopPropagation(); event.preventDefault(); };
  addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', swallow, { capture: true }));
}
