// Routes along the roads: each car's in its colour and dashes, beside others on the same road, with the way it goes.

import Feature from 'ol/Feature';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import { fromLonLat } from 'ol/proj';
import { Fill, RegularShape, Stroke, Style } from 'ol/style';
import type { Car, Day } from '../../../model/board';
import { layBeside, type Track } from '../../../model/lanes';
import { unpack } from '../../../model/line';
import { readTokens } from './tokens';
import { weigh, type Scene, type Weight } from './scene';

/** A stretch of a drive as the map knows it. */
export interface Stretch {
  car: Car;
  old: boolean;
  estimated: boolean;
  /** The visit that the drive goes to; null where it goes to the end. */
  ahead: string | null;
  side: number;
  /** Where on the drive it begins and ends, in units of the map. */
  from: number;
  to: number;
}

export type RouteFeature = Feature<LineString>;

const ARROWS_PX = 110;
/** From here on there is room for the arrows of all. */
const ARROWS_ZOOM = 13;
const ORDER: Record<Weight | 'strong' | 'old', number> = { old: 1, faint: 4, plain: 8, strong: 12 };

/** Make the features of all routes that are shown. */
export function makeRoutes(scene: Scene): RouteFeature[] {
  const old = scene.before ? featuresOf(scene.before, scene, true) : [];
  return [...old, ...featuresOf(scene.day, scene, false)];
}

function featuresOf(day: Day, scene: Scene, old: boolean): RouteFeature[] {
  const cars = day.board.cars.filter((car) => !scene.hidden.has(car.id) && !(old && !scene.changes.cars.has(car.id)));
  const legs = cars.flatMap((car) => car.legs.map((leg) => ({ car, leg })));
  const tracks = legs.map(({ car, leg }): Track => ({ car: car.id, points: unpack(leg.line) }));
  return layBeside(tracks).flatMap((runs, at) => {
    const drive = legs[at];
    if (!drive) return [];
    let from = 0;
    return runs.map(({ points, side }) => {
      const line = new LineString(points.map((point) => fromLonLat(point)));
      const stretch: Stretch = { car: drive.car, old, estimated: drive.leg.estimated, ahead: drive.leg.to, side: old ? 0 : side, from, to: from + line.getLength() };
      from = stretch.to;
      const feature = new Feature(line);
      feature.set('stretch', stretch, true);
      return feature;
    });
  });
}

/** Give how a stretch is drawn among all others. */
export function styleAmong(scene: Scene, feature: RouteFeature, resolution: number, zoom: number): Style[] {
  const stretch = feature.get('stretch') as Stretch;
  if (stretch.old) return [oldLine()];
  return draw(scene, feature, { weight: weigh(scene, stretch.car.id), resolution, zoom });
}

/** Give how a stretch is drawn in front of the others. */
export function styleInFront(scene: Scene, feature: RouteFeature, resolution: number, zoom: number): Style[] {
  return draw(scene, feature, { weight: 'strong', resolution, zoom });
}

interface Drawn { weight: Weight | 'strong'; resolution: number; zoom: number }

function draw({ dark }: Scene, feature: RouteFeature, { weight, resolution, zoom }: Drawn): Style[] {
  const stretch = feature.get('stretch') as Stretch;
  const offset = stretch.side * spacingAt(zoom);
  const width = widthOf(weight, zoom);
  const lines = linesOf(stretch, weight, { offset, width, dark });
  const hasArrows = weight === 'strong' || (weight === 'plain' && zoom >= ARROWS_ZOOM);
  return hasArrows ? [...lines, ...arrowsOf(feature, stretch, { resolution, offset, width, colour: colourOf(stretch.car, dark) })] : lines;
}

function colourOf(car: Car, dark: boolean): string {
  return car.colours[dark ? 1 : 0] ?? readTokens().ink;
}

function widthOf(weight: Drawn['weight'], zoom: number): number {
  const plain = Math.min(Math.max(2.6 + (zoom - 10) * 0.35, 2.6), 4.6);
  return weight === 'strong' ? plain + 1.6 : weight === 'faint' ? plain - 0.6 : plain;
}

function spacingAt(zoom: number): number {
  return Math.min(Math.max((zoom - 9) * 1.5, 2), 6.5);
}

const styles = new Map<string, Style>();

function keep(key: string, make: () => Style): Style {
  const known = styles.get(key);
  if (known) return known;
  const made = make();
  styles.set(key, made);
  return made;
}

interface Look { offset: number; width: number; dark: boolean }

function linesOf({ car, estimated }: Stretch, weight: Drawn['weight'], { offset, width, dark }: Look): Style[] {
  const tokens = readTokens();
  const colour = colourOf(car, dark);
  const dash = estimated ? [1, width * 2] : car.dash;
  const at = `${offset.toFixed(1)} ${width.toFixed(1)} ${dark}`;
  const zIndex = ORDER[weight];
  const line = keep(`${colour} ${dash.join()} ${weight} ${at}`, () => new Style({
    stroke: new Stroke({ color: weight === 'faint' ? `${colour}66` : colour, width, offset, lineCap: dash.length && !estimated ? 'butt' : 'round', ...(dash.length ? { lineDash: [...dash] } : {}) }),
    zIndex: zIndex + 1,
  }));
  if (weight === 'faint') return [line];
  const casing = keep(`casing ${weight} ${at}`, () => new Style({ stroke: new Stroke({ color: weight === 'strong' ? tokens.paper : `${tokens.paper}cc`, width: width + (weight === 'strong' ? 4 : 2), offset }), zIndex }));
  return [casing, line];
}

function oldLine(): Style {
  const { edge } = readTokens();
  return keep(`old ${edge}`, () => new Style({ stroke: new Stroke({ color: edge, width: 3, lineDash: [2, 5] }), zIndex: ORDER.old }));
}

interface ArrowLook { resolution: number; offset: number; width: number; colour: string }

/** Give arrows along a stretch, evenly over the whole drive that it is part of. */
function arrowsOf(feature: RouteFeature, { from, to }: Stretch, look: ArrowLook): Style[] {
  const { resolution, offset } = look;
  const step = ARROWS_PX * resolution;
  const line = feature.getGeometry();
  const arrows: Style[] = [];
  if (!line || to <= from) return arrows;
  for (let turn = Math.ceil(from / step - 0.5); (turn + 0.5) * step < to; turn++) {
    const share = ((turn + 0.5) * step - from) / (to - from);
    const [x = 0, y = 0] = line.getCoordinateAt(share);
    const [behindX = 0, behindY = 0] = line.getCoordinateAt(Math.max(0, share - (4 * resolution) / (to - from)));
    const [aheadX = 0, aheadY = 0] = line.getCoordinateAt(Math.min(1, share + (4 * resolution) / (to - from)));
    const heading = Math.atan2(aheadX - behindX, aheadY - behindY);
    const shift = offset * resolution;
    arrows.push(arrow([x + Math.cos(heading) * shift, y - Math.sin(heading) * shift], heading, look));
  }
  return arrows;
}

function arrow(place: [number, number], heading: number, { width, colour }: ArrowLook): Style {
  const { paper } = readTokens();
  const image = new RegularShape({ points: 3, radius: width + 1, rotation: heading, scale: [0.85, 1.1], fill: new Fill({ color: paper }), stroke: new Stroke({ color: colour, width: 1.6 }) });
  return new Style({ geometry: new Point(place), image, zIndex: ORDER.strong + 3 });
}
