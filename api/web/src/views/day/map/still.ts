// Layers that are drawn again only where they would look different: choosing a visit leaves the ground and all routes as they are.

import type { FrameState } from 'ol/Map';
import ViewHint from 'ol/ViewHint';
import type Layer from 'ol/layer/Layer';

interface Manner {
  /** Whether what was drawn last is all there is to draw: tiles may still be coming. */
  isWhole?: () => boolean;
  /** Pictures, which are moved as they are and made anew once the map rests: one a frame, so that none takes long. */
  arePictures?: boolean;
}

const MOVING = [1, 0];

/** Let layers, from below, that share a canvas stand as they were drawn, for as long as the view and their contents are the same. */
export function keepStill(layers: readonly Layer[], { isWhole = () => true, arePictures = false }: Manner = {}): void {
  const elements = new Map<Layer, HTMLElement | null>();
  let drawn: string | null = null;
  let stands = false;
  for (const [turn, layer] of layers.entries()) {
    const { render, renderDeclutter, renderDeferred } = layer;
    let waits = 0;
    layer.render = (frame, target) => {
      const look = frame && lookOf(frame, layers);
      // On a canvas that is shared all stand, or none.
      if (turn === 0) stands = look !== null && look === drawn;
      if (stands) return elements.get(layer) ?? null;
      const isResting = frame !== null && !isMoving(frame);
      waits = isResting ? Math.max(0, waits - 1) : turn + 2;
      const isHeld = arePictures && isResting && waits > 0;
      if (isHeld) frame.animate = true;
      elements.set(layer, render.call(layer, isHeld ? { ...frame, viewHints: MOVING } : frame, target));
      drawn = frame && !frame.animate && isWhole() ? look : null;
      return elements.get(layer) ?? null;
    };
    layer.renderDeclutter = (frame, state) => { if (!stands) renderDeclutter.call(layer, frame, state); };
    layer.renderDeferred = (frame) => { if (!stands) renderDeferred.call(layer, frame); };
  }
}

function isMoving({ viewHints }: FrameState): boolean {
  return (viewHints[ViewHint.ANIMATING] ?? 0) + (viewHints[ViewHint.INTERACTING] ?? 0) > 0;
}

/** All that the drawing of layers depends on, written down. */
function lookOf(frame: FrameState, layers: readonly Layer[]): string {
  const { viewState, size, pixelRatio } = frame;
  return [...viewState.center, viewState.resolution, ...size, pixelRatio, isMoving(frame), ...layers.map((layer) => layer.getRevision())].join(' ');
}
