// Dragging a visit on the map, onto another car's route or stop. As on the timeline it is a question: nothing counts before somebody applies the answer.

import type OlMap from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import Overlay from 'ol/Overlay';
import Pointer from 'ol/interaction/Pointer';
import type { Drop } from '../../../model/dropping';
import { find, findDrop } from './hitting';
import type { Layers } from './layers';

export interface Hands {
  /** Whether a visit may be taken hold of now. */
  takes(visit: string): boolean;
  /** Tell what letting go would ask for; a drop is null over nothing. */
  describe(visit: string, drop: Drop | null): string;
  /** It is held no longer. */
  leave(): void;
  drop(visit: string, drop: Drop): void;
}

const THRESHOLD_PX = 5;

/** Let visits be dragged by a mouse; fingers move the map, and for all there is the menu. */
export function addDragging(map: OlMap, layers: Layers, hands: Hands): void {
  const words = document.createElement('div');
  words.className = 'dragged';
  const overlay = new Overlay({ element: words, stopEvent: false, offset: [14, 14] });
  map.addOverlay(overlay);
  let held: { visit: string; from: number[]; ending: AbortController } | null = null;
  const end = (): void => {
    if (held) hands.leave();
    held?.ending.abort();
    held = null;
    overlay.setPosition(undefined);
  };
  const isMoved = ({ pixel }: MapBrowserEvent): boolean => held !== null && Math.hypot((pixel[0] ?? 0) - (held.from[0] ?? 0), (pixel[1] ?? 0) - (held.from[1] ?? 0)) >= THRESHOLD_PX;
  map.on('change:target', end);
  map.addInteraction(new Pointer({
    handleDownEvent(event) {
      const hit = isMouse(event) ? find(map, layers, event.pixel) : null;
      if (!hit || !('visit' in hit) || !hands.takes(hit.visit)) return false;
      const ending = new AbortController();
      held = { visit: hit.visit, from: event.pixel, ending };
      addEventListener('keydown', (key) => { if (key.key === 'Escape') { key.preventDefault(); key.stopPropagation(); end(); } }, { signal: ending.signal, capture: true });
      return true;
    },
    handleDragEvent(event) {
      if (!held || !(overlay.getPosition() || isMoved(event))) return;
      words.textContent = hands.describe(held.visit, findDrop(map, layers, event.pixel, held.visit));
      overlay.setPosition(event.coordinate);
    },
    handleUpEvent(event) {
      const { visit = '' } = held ?? {};
      const drop = overlay.getPosition() ? findDrop(map, layers, event.pixel, visit) : null;
      end();
      if (drop) hands.drop(visit, drop);
      return false;
    },
  }));
}

function isMouse({ originalEvent }: MapBrowserEvent): boolean {
  return originalEvent instanceof PointerEvent && originalEvent.pointerType === 'mouse' && originalEvent.button === 0;
}
