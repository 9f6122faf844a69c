// Layers that are a picture each, somewhat larger than what is seen, so that moving them shows no edge at once.

import ImageWrapper from 'ol/Image';
import ImageState from 'ol/ImageState';
import { containsExtent, type Extent } from 'ol/extent';
import ImageLayer from 'ol/layer/Image';
import ImageSource, { getRequestExtent } from 'ol/source/Image';
import type { Told } from './painter';
import { paint, sizeOf, type Sight, type Stroke } from './painting';
import { readTokens } from './tokens';

/** How large pictures are beside what is seen. */
export const IMAGE_RATIO = 1.4;

/** A layer of strokes. */
export interface Picture {
  layer: ImageLayer<ImageSource>;
  show(strokes: readonly Stroke[]): void;
}

/** Make a layer whose picture comes from a thread of its own; what was painted last stands until it has come. */
export function makePicture(className: string): Picture & { close(): void } {
  const painter = new Worker(new URL('./painter.ts', import.meta.url), { type: 'module', name: 'painter' });
  const tell = (told: Told): void => painter.postMessage(told);
  const asking = askInTurn(painter, tell);
  const source = new Painted({
    loader: (extent, resolution, pixelRatio) => asking(sightOf(getRequestExtent(extent, resolution, pixelRatio, IMAGE_RATIO), resolution, pixelRatio)),
  });
  const layer = new ImageLayer<ImageSource>({ className, source });
  return {
    layer,
    show(strokes) {
      tell({ strokes });
      source.forget();
      layer.changed();
    },
    close: () => painter.terminate(),
  };
}

/** Make a layer that is painted at once: for so little that it takes no time. */
export function makeSketch(className: string): Picture {
  let shown: readonly Stroke[] = [];
  const canvas = document.createElement('canvas');
  const source = new Sketched((sight) => {
    [canvas.width, canvas.height] = sizeOf(sight);
    const pen = canvas.getContext('2d');
    if (pen) paint(pen, shown, sight);
    return canvas;
  });
  const layer = new ImageLayer<ImageSource>({ className, source, visible: false });
  return {
    layer,
    show(strokes) {
      shown = strokes;
      source.forget();
      layer.setVisible(strokes.length > 0);
      layer.changed();
    },
  };
}

/** A source that can be told that its image is of yesterday. */
class Painted extends ImageSource {
  forget(): void {
    this.image = null;
  }
}

class Sketched extends Painted {
  constructor(private readonly draw: (sight: Sight) => HTMLCanvasElement) {
    super({});
  }

  protected override getImageInternal(extent: Extent, resolution: number, pixelRatio: number): ImageWrapper {
    const { image } = this;
    const isKept = image?.getResolution() === resolution && image.getPixelRatio() === pixelRatio && containsExtent(image.getExtent(), extent);
    if (isKept) return image;
    const wide = getRequestExtent(extent, resolution, pixelRatio, IMAGE_RATIO);
    this.image = new ImageWrapper(wide, resolution, pixelRatio, ImageState.LOADED);
    this.image.setImage(this.draw(sightOf(wide, resolution, pixelRatio)));
    return this.image;
  }
}

interface Answer { image: ImageBitmap; extent: Extent; resolution: number; pixelRatio: number }
interface Asked { sight: Sight; waiting: ((answer: Answer) => void)[] }

/** Ask for one picture at a time; who asks while one is painted gets the next, and that is what was asked for last. */
function askInTurn(painter: Worker, tell: (told: Told) => void): (sight: Sight) => Promise<Answer> {
  const line: { painted?: Asked | undefined; next?: Asked | undefined } = {};
  const begin = (): void => {
    line.painted = line.next;
    line.next = undefined;
    if (line.painted) tell({ sight: line.painted.sight });
  };
  painter.addEventListener('message', ({ data }: MessageEvent<ImageBitmap>) => {
    const { painted } = line;
    if (!painted) return;
    const { extent, resolution, pixelRatio } = painted.sight;
    for (const give of painted.waiting) give({ image: data, extent: [...extent], resolution, pixelRatio });
    begin();
  });
  return (sight) => new Promise((give) => {
    line.next = { sight, waiting: [...(line.next?.waiting ?? []), give] };
    if (!line.painted) begin();
  });
}

function sightOf(extent: Extent, resolution: number, pixelRatio: number): Sight {
  return { extent: extent as [number, number, number, number], resolution, pixelRatio, paper: readTokens().paper };
}
