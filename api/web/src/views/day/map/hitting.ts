// What of the day lies under a point of the map.

import type OlMap from 'ol/Map';
import type { Layers } from './layers';
import type { Stretch } from './routes';
import { shiftOf, type Mark } from './stops';

export type Hit = { visit: string } | { car: string } | null;

/** Around a mark and a line; a finger is wider than a pointer, but marks are wide enough for it (24 pixels). */
const MARK_PX = 13;
const LINE_PX = 8;

/** Find the mark at a pixel, else the route that passes it. */
export function find(map: OlMap, layers: Layers, pixel: number[], zoom: number): Hit {
  return findMark(map, layers, pixel, zoom) ?? findRoute(map, layers, pixel);
}

function findMark(map: OlMap, { marks }: Layers, [x = 0, y = 0]: number[], zoom: number): Hit {
  let nearest: Hit = null;
  let least = MARK_PX;
  for (const feature of marks.getFeatures()) {
    const [atX, atY] = map.getPixelFromCoordinate(feature.getGeometry()?.getCoordinates() ?? []) ?? [];
    const hit = hitOf(feature.get('mark') as Mark);
    if (atX === undefined || atY === undefined || !hit) continue;
    const [right, up] = shiftOf(feature.get('mark') as Mark, zoom);
    const away = Math.hypot(atX + right - x, atY - up - y);
    if (away <= least) [nearest, least] = [hit, away];
  }
  return nearest;
}

function hitOf(mark: Mark): Hit {
  if (mark.kind === 'visit') return { visit: mark.visit.id };
  return mark.kind === 'car' ? { car: mark.car.id } : null;
}

function findRoute(map: OlMap, { routes }: Layers, pixel: number[]): Hit {
  const place = map.getCoordinateFromPixel(pixel);
  const feature = place && routes.getClosestFeatureToCoordinate(place, (one) => !(one.get('stretch') as Stretch).old);
  const [x, y] = (feature && map.getPixelFromCoordinate(feature.getGeometry()?.getClosestPoint(place) ?? [])) ?? [];
  if (!feature || x === undefined || y === undefined || Math.hypot(x - (pixel[0] ?? 0), y - (pixel[1] ?? 0)) > LINE_PX) return null;
  return { car: (feature.get('stretch') as Stretch).car.id };
}
