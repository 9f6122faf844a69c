// Routes along the roads: what of them can be pressed, and what is painted of them.

import Feature from 'ol/Feature';
import LineString from 'ol/geom/LineString';
import { fromLonLat } from 'ol/proj';
import type { Car, Day } from '../../../model/board';
import { layBeside, type Track } from '../../../model/lanes';
import { unpack } from '../../../model/line';
import type { Stroke, Weight } from './painting';
import { isInFront, weigh, type Scene } from './scene';
import { readTokens } from './tokens';

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
      const stretch: Stretch = { car: drive.car, old, estimated: drive.leg.estimated, ahead: drive.leg.to, side, from, to: from + line.getLength() };
      from = stretch.to;
      const feature = new Feature(line);
      feature.set('stretch', stretch, true);
      return feature;
    });
  });
}

/** Give what is painted of all routes. */
export function strokesAmong(scene: Scene, features: readonly RouteFeature[]): Stroke[] {
  return features.map((feature) => strokeOf(scene, feature, stretchOf(feature).old ? 'old' : weigh(scene, stretchOf(feature).car.id)));
}

/** Give what is painted before all others. */
export function strokesInFront(scene: Scene, features: readonly RouteFeature[]): Stroke[] {
  const front = features.filter((feature) => !stretchOf(feature).old && isInFront(scene, stretchOf(feature).car.id));
  return front.map((feature) => strokeOf(scene, feature, 'strong'));
}

export function stretchOf(feature: Feature): Stretch {
  return feature.get('stretch') as Stretch;
}

function strokeOf({ dark }: Scene, feature: RouteFeature, weight: Weight): Stroke {
  const { car, side, estimated, from, to } = stretchOf(feature);
  const line = feature.getGeometry();
  return {
    line: Float64Array.from(line?.getFlatCoordinates() ?? []),
    box: (line?.getExtent() ?? [0, 0, 0, 0]) as [number, number, number, number],
    side, weight, estimated, from, to,
    colour: car.colours[dark ? 1 : 0] ?? readTokens().ink,
    dash: car.dash,
  };
}
