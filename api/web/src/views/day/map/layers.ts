// What lies on the ground: all routes and marks as pictures that are moved whole, and what is chosen before them.
//
// On a desktop without a graphics processor drawing two hundred routes takes longer than a frame; choosing one draws
// only that one, on a canvas of its own, and lets the canvas of the others fade.

import type Feature from 'ol/Feature';
import { createEmpty, extend } from 'ol/extent';
import type Geometry from 'ol/geom/Geometry';
import type BaseLayer from 'ol/layer/Base';
import VectorLayer from 'ol/layer/Vector';
import VectorImageLayer from 'ol/layer/VectorImage';
import VectorSource from 'ol/source/Vector';
import type { StyleFunction } from 'ol/style/Style';
import { allPins, type Pin } from './pins';
import { makeRoutes, styleAmong, styleInFront, type RouteFeature, type Stretch } from './routes';
import { isInFront, type Scene } from './scene';
import { keepStill } from './still';
import { isMarkInFront, makeMarks, styleMark, type Mark, type MarkFeature } from './stops';

/** How large the pictures are beside what is seen, so that moving them shows no edge at once. */
const IMAGE_RATIO = 1.4;

export interface Layers {
  readonly all: readonly BaseLayer[];
  readonly routes: VectorSource<RouteFeature>;
  readonly marks: VectorSource<MarkFeature>;
  show(scene: Scene): void;
  /** Give the box around a car's route and visits, or around everything. */
  extent(car?: string): number[];
}

export function makeLayers(zoomOf: (resolution: number) => number): Layers {
  let scene: Scene | null = null;
  let pins: readonly Pin[] = [];
  const styled = <F extends Feature>(give: (scene: Scene, feature: F, resolution: number, zoom: number) => ReturnType<StyleFunction>): StyleFunction =>
    (feature, resolution) => (scene ? give(scene, feature as F, resolution, zoomOf(resolution)) : []);
  const routes = makePair(styled(styleAmong), styled(styleInFront));
  const marks = makePair<MarkFeature>(
    styled<MarkFeature>((now, feature, _, zoom) => (isMarkInFront({ ...now, car: null, pointedCar: null, pointedVisit: null }, feature) ? [] : styleMark(now, feature, zoom, false))),
    styled<MarkFeature>((now, feature, _, zoom) => styleMark(now, feature, zoom, true)),
  ) as Pair<MarkFeature>;
  const behind = [routes.behind, marks.behind];
  keepStill(behind, { arePictures: true });
  return {
    all: [...behind, routes.front, marks.front],
    routes: routes.source as VectorSource<RouteFeature>,
    marks: marks.source,
    show(next) {
      const last = scene;
      const nextPins = allPins();
      const isAnew = last?.day !== next.day || last.before !== next.before || last.hidden !== next.hidden;
      scene = next;
      if (isAnew) routes.fill(makeRoutes(next));
      if (isAnew || last.now !== next.now || !isSame(pins, nextPins)) marks.fill(makeMarks(next, nextPins));
      if (last?.dark !== next.dark) for (const pair of [routes, marks]) pair.behind.changed();
      pins = nextPins;
      routes.bring((feature) => { const { car, old } = feature.get('stretch') as Stretch; return !old && isInFront(next, car.id); });
      marks.bring((feature) => isMarkInFront(next, feature));
    },
    extent(car) {
      const extent = createEmpty();
      for (const feature of [...routes.source.getFeatures(), ...marks.source.getFeatures()]) {
        if (car === undefined || carOf(feature) === car) extend(extent, feature.getGeometry()?.getExtent() ?? createEmpty());
      }
      return extent;
    },
  };
}

interface Pair<F extends Feature> {
  source: VectorSource<F>;
  behind: VectorImageLayer;
  front: VectorLayer;
  fill(features: F[]): void;
  bring(isFront: (feature: F) => boolean): void;
}

/** Make a picture of all features and a layer for those in front of it. */
function makePair<F extends Feature<Geometry>>(among: StyleFunction, inFront: StyleFunction): Pair<F> {
  const source = new VectorSource<F>();
  const foremost = new VectorSource<F>();
  const behind = new VectorImageLayer({ className: 'ol-layer behind', source, style: among, imageRatio: IMAGE_RATIO });
  const front = new VectorLayer({ className: 'ol-layer front', source: foremost, style: inFront, updateWhileAnimating: false });
  return {
    source,
    behind,
    front,
    fill(features) {
      source.clear(true);
      source.addFeatures(features);
    },
    bring(isFront) {
      foremost.clear(true);
      foremost.addFeatures(source.getFeatures().filter(isFront));
    },
  };
}

function carOf(feature: Feature): string | null {
  const stretch = feature.get('stretch') as Stretch | undefined;
  if (stretch) return stretch.car.id;
  const mark = feature.get('mark') as Mark;
  return mark.kind === 'visit' ? (mark.visit.stop?.car ?? null) : null;
}

function isSame(one: readonly Pin[], other: readonly Pin[]): boolean {
  return one.length === other.length && one.every((pin, at) => pin === other[at]);
}
