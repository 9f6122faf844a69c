// Asks a thread beside the page's own for pictures of strokes; where there is none, the page paints them itself.

import type { Told } from './painter';
import { paint, sizeOf, type Sight, type Stroke } from './painting';

export interface Answer { image: ImageBitmap | HTMLCanvasElement; extent: number[]; resolution: number; pixelRatio: number }
interface Asked { sight: Sight; waiting: ((answer: Answer) => void)[] }

export interface Asking {
  /** Tell what there is to paint from now on. */
  show(strokes: readonly Stroke[]): void;
  /** Ask for one picture at a time; who asks while one is painted gets the next, and that is what was asked for last. */
  ask(sight: Sight): Promise<Answer>;
  close(): void;
}

/** Pictures that may still be on the page: what came last, what it takes the place of, and what that did. */
const KEPT = 3;

export function makeAsking(): Asking {
  const line: { painted?: Asked | undefined; next?: Asked | undefined } = {};
  const kept: ImageBitmap[] = [];
  let strokes: readonly Stroke[] = [];
  const painter = startPainter();
  const begin = (): void => {
    line.painted = line.next;
    line.next = undefined;
    if (!line.painted) return;
    if (painter.thread) tell(painter.thread, { sight: line.painted.sight });
    else give(line.painted, paintHere(strokes, line.painted.sight));
  };
  const give = ({ sight: { extent, resolution, pixelRatio }, waiting }: Asked, image: Answer['image']): void => {
    line.painted = undefined;
    for (const one of waiting) one({ image, extent: [...extent], resolution, pixelRatio });
    begin();
  };
  painter.thread?.addEventListener('message', ({ data }: MessageEvent<ImageBitmap>) => {
    kept.push(data);
    if (kept.length > KEPT) kept.shift()?.close();
    if (line.painted) give(line.painted, data);
  });
  painter.thread?.addEventListener('error', (event) => {
    event.preventDefault();
    painter.thread?.terminate();
    painter.thread = null;
    if (line.painted) give(line.painted, paintHere(strokes, line.painted.sight));
  });
  return {
    show(next) {
      strokes = next;
      if (painter.thread) tell(painter.thread, { strokes });
    },
    ask: (sight) => new Promise((answer) => {
      line.next = { sight, waiting: [...(line.next?.waiting ?? []), answer] };
      if (!line.painted) begin();
    }),
    close: () => painter.thread?.terminate(),
  };
}

function startPainter(): { thread: Worker | null } {
  if (typeof OffscreenCanvas === 'undefined') return { thread: null };
  return { thread: new Worker(new URL('./painter.ts', import.meta.url), { type: 'module', name: 'painter' }) };
}

function tell(painter: Worker, told: Told): void {
  painter.postMessage(told);
}

/** Paint on the page's own thread, which answers nobody meanwhile. */
export function paintHere(strokes: readonly Stroke[], sight: Sight, canvas = document.createElement('canvas')): HTMLCanvasElement {
  [canvas.width, canvas.height] = sizeOf(sight);
  const pen = canvas.getContext('2d');
  if (pen) paint(pen, strokes, sight);
  return canvas;
}
