// What of the day lies under a point of the map.

import type OlMap from 'ol/Map';
import { boundingExtent, buffer } from 'ol/extent';
import type { Drop } from '../../../model/dropping';
import { MOST_ABREAST } from '../../../model/lanes';
import type { Layers } from './layers';
import { distanceBeside, spacingAt, zoomAt } from './lines';
import type { Pin } from './pins';
import { stretchOf, type Stretch } from './routes';
import { shiftOf, type Mark } from './stops';

export type Hit = { visit: string } | { car: string } | { pin: Pin } | null;

/** Around a mark and a line; a finger is wider than a pointer, but marks are wide enough for it (24 pixels). */
const MARK_PX = 13;
const LINE_PX = 8;

/** Find the mark at a pixel, else the route that passes it. */
export function find(map: OlMap, layers: Layers, pixel: number[]): Hit {
  // Pins are drawn above all else, often where a visit to the same patient is.
  const mark = markAt(map, layers, pixel, isPin) ?? markAt(map, layers, pixel, isStop);
  if (mark?.kind === 'visit') return { visit: mark.visit.id };
  if (mark?.kind === 'pin') return { pin: mark.pin };
  const car = mark?.kind === 'car' ? mark.car : stretchAt(map, layers, pixel)?.car;
  return car ? { car: car.id } : null;
}

/** Find where a visit would come that is let go of at a pixel: before the stop there, or where the route passes. */
export function findDrop(map: OlMap, layers: Layers, pixel: number[], dragged: string): Drop | null {
  const mark = markAt(map, layers, pixel, (one) => isStop(one) && !(one.kind === 'visit' && one.visit.id === dragged));
  if (mark?.kind === 'visit' && mark.visit.stop) return { car: mark.visit.stop.car, before: mark.visit.id };
  if (mark?.kind === 'car') return { car: mark.car.id, before: null };
  const stretch = stretchAt(map, layers, pixel);
  return stretch && { car: stretch.car.id, before: stretch.ahead };
}

/** Find the nearest mark of those that are meant. */
function markAt(map: OlMap, { marks }: Layers, [x = 0, y = 0]: number[], isMeant: (mark: Mark) => boolean): Mark | null {
  const zoom = map.getView().getZoom() ?? 0;
  let nearest: Mark | null = null;
  let least = MARK_PX;
  for (const feature of marks.getFeatures()) {
    const mark = feature.get('mark') as Mark;
    const [atX, atY] = map.getPixelFromCoordinate(feature.getGeometry()?.getCoordinates() ?? []) ?? [];
    if (atX === undefined || atY === undefined || !isMeant(mark)) continue;
    const [right, up] = shiftOf(mark, zoom);
    const away = Math.hypot(atX + right - x, atY - up - y);
    if (away <= least) [nearest, least] = [mark, away];
  }
  return nearest;
}

function isPin(mark: Mark): boolean {
  return mark.kind === 'pin' && mark.pin.act !== undefined;
}

function isStop(mark: Mark): boolean {
  return mark.kind === 'visit' || mark.kind === 'car';
}

/** Find the route that passes nearest, where it is painted: beside others that share its road. */
function stretchAt(map: OlMap, { routes }: Layers, [x = 0, y = 0]: number[]): Stretch | null {
  const resolution = map.getView().getResolution() ?? 1;
  const part = { extent: map.getView().calculateExtent(map.getSize()) as [number, number, number, number], resolution };
  const spacing = spacingAt(zoomAt(resolution));
  const reach = buffer(boundingExtent([map.getCoordinateFromPixel([x, y])]), (LINE_PX + MOST_ABREAST * spacing) * resolution);
  let nearest: Stretch | null = null;
  let least = LINE_PX;
  routes.forEachFeatureInExtent(reach, (feature) => {
    const stretch = stretchOf(feature);
    const away = stretch.old ? Number.POSITIVE_INFINITY : distanceBeside(feature.getGeometry()?.getFlatCoordinates() ?? [], stretch.side * spacing, part, [x, y]);
    if (away < least) [nearest, least] = [stretch, away];
  });
  return nearest;
}
