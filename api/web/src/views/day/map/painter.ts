// A thread beside the page's own, which paints the routes of a whole day meanwhile.
//
// Without a graphics processor that takes longer than a frame, however it is done.

import { paint, sizeOf, type Sight, type Stroke } from './painting';

/** What the painter is told: what there is to paint, or what of it is to be seen now. */
export type Told = { strokes: readonly Stroke[] } | { sight: Sight };

let strokes: readonly Stroke[] = [];

addEventListener('message', ({ data }: MessageEvent<Told>) => {
  if ('strokes' in data) {
    strokes = data.strokes;
    return;
  }
  const canvas = new OffscreenCanvas(...sizeOf(data.sight));
  const pen = canvas.getContext('2d');
  if (pen) paint(pen, strokes, data.sight);
  const picture = canvas.transferToImageBitmap();
  postMessage(picture, { transfer: [picture] });
});
