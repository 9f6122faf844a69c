// Layers that are a picture each, somewhat larger than what is seen, so that moving them shows no edge at once.

import ImageWrapper from 'ol/Image';
import ImageState from 'ol/ImageState';
import { containsExtent, type Extent } from 'ol/extent';
import ImageLayer from 'ol/layer/Image';
import type Projection from 'ol/proj/Projection';
import ImageSource, { getRequestExtent } from 'ol/source/Image';
import { makeAsking, paintHere } from './asking';
import type { Sight, Stroke } from './painting';
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
  const asking = makeAsking();
  const source = new Painted({
    loader: (extent, resolution, pixelRatio) => asking.ask(sightOf(getRequestExtent(extent, resolution, pixelRatio, IMAGE_RATIO), resolution, pixelRatio)),
  });
  const layer = new ImageLayer<ImageSource>({ className, source });
  return {
    layer,
    show(strokes) {
      asking.show(strokes);
      source.forget();
      layer.changed();
    },
    close: asking.close,
  };
}

/** Make a layer that is painted at once: for so little that it takes no time. */
export function makeSketch(className: string): Picture {
  let shown: readonly Stroke[] = [];
  const canvas = document.createElement('canvas');
  const source = new Sketched((sight) => paintHere(shown, sight, canvas));
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

  protected override getImageInternal(extent: Extent, resolution: number, pixelRatio: number, projection: Projection): ImageWrapper | null {
    // Loaders are not asked again for a finer screen.
    if (this.image?.getPixelRatio() !== pixelRatio) this.forget();
    return super.getImageInternal(extent, resolution, pixelRatio, projection);
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

function sightOf(extent: Extent, resolution: number, pixelRatio: number): Sight {
  const { paper, edge } = readTokens();
  return { extent: extent as [number, number, number, number], resolution, pixelRatio, paper, edge };
}
