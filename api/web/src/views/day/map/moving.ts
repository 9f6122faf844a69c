// What of the map is seen: moved by steps, or to what is looked for.

import type OlMap from 'ol/Map';
import { isEmpty } from 'ol/extent';

export interface Moves {
  zoom(steps: number): void;
  /** Move what is seen by shares of its breadth and height. */
  pan(right: number, down: number): void;
  fit(extent: number[]): void;
  /** Bring a point into sight, if it is not. */
  reveal(at: number[]): void;
}

const ROOM_PX = 48;
const NEAREST_ZOOM = 16;
const MOVE_MS = 220;

export function movesOf(map: OlMap): Moves {
  const view = map.getView();
  const move = (to: { center?: number[]; zoom?: number }): void => view.animate({ ...to, duration: isCalm() ? 0 : MOVE_MS });
  return {
    zoom: (steps) => move({ zoom: (view.getZoom() ?? 10) + steps }),
    pan(right, down) {
      const [x = 0, y = 0] = view.getCenter() ?? [];
      const [width = 0, height = 0] = map.getSize() ?? [];
      const resolution = view.getResolution() ?? 1;
      move({ center: [x + right * width * resolution, y - down * height * resolution] });
    },
    fit(extent) {
      if (!isEmpty(extent)) view.fit(extent, { padding: [ROOM_PX, ROOM_PX, ROOM_PX, ROOM_PX], maxZoom: NEAREST_ZOOM });
    },
    reveal(at) {
      if (!isInSight(map, at)) move({ center: at });
    },
  };
}

function isInSight(map: OlMap, at: number[]): boolean {
  const [x = -1, y = -1] = map.getPixelFromCoordinate(at) ?? [];
  const [width = 0, height = 0] = map.getSize() ?? [];
  return x >= ROOM_PX && y >= ROOM_PX && x <= width - ROOM_PX && y <= height - ROOM_PX;
}

function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
