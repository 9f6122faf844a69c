// The map as a picture to keep or to paste into a report.

import { readTokens } from './tokens';

const BAND_PX = 26;

/** Save what the canvases show, with whose map it is written beneath. */
export async function savePicture(canvases: readonly HTMLCanvasElement[], { name, caption }: { name: string; caption: string }): Promise<void> {
  const first = canvases[0];
  const whole = document.createElement('canvas');
  const context = whole.getContext('2d');
  if (!first || !context) return;
  const fineness = first.width / Math.max(1, first.clientWidth || first.width);
  whole.width = first.width;
  whole.height = first.height + BAND_PX * fineness;
  const { paper, map, ink } = readTokens();
  context.fillStyle = map;
  context.fillRect(0, 0, whole.width, whole.height);
  for (const canvas of canvases) {
    context.globalAlpha = canvas.parentElement ? Number(getComputedStyle(canvas.parentElement).opacity) : 1;
    context.drawImage(canvas, 0, 0, whole.width, first.height);
  }
  context.globalAlpha = 1;
  context.fillStyle = paper;
  context.fillRect(0, first.height, whole.width, BAND_PX * fineness);
  context.fillStyle = ink;
  context.font = `${12 * fineness}px sans-serif`;
  context.textBaseline = 'middle';
  context.fillText(caption, 10 * fineness, first.height + (BAND_PX / 2) * fineness, whole.width - 20 * fineness);
  const blob = await new Promise<Blob | null>((resolve) => whole.toBlob(resolve, 'image/png'));
  if (blob) download(blob, name);
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
