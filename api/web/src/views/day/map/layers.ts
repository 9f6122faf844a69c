// What lies on the ground: all routes and marks as pictures that are moved whole, and what is chosen before them.
//
// On a desktop without a graphics processor drawing two hundred routes takes longer than a frame: a thread beside the
// page's draws them; choosing one draws only that one, on a canvas of its own, and lets the canvas of the others fade.

import type Feature from 'ol/Feature';
import { createEmpty, extend } from 'ol/extent';
import type BaseLayer from 'ol/layer/Base';
import type VectorSource from 'ol/source/Vector';
import { makeMarkLayers } from './mark_layers';
import { makeRouteLayers } from './route_layers';
import { stretchOf, type RouteFeature } from './routes';
import type { Scene } from './scene';
import { keepStill } from './still';
import type { Mark, MarkFeature } from './stops';

/** Layers of one name share a canvas, where nothing lies between them. */
const NAMES = { behind: 'ol-layer behind', front: 'ol-layer front' };

export interface Layers {
  /** Put them over a ground: names that it has come above routes and below marks. */
  over(ground: readonly BaseLayer[]): BaseLayer[];
  readonly routes: VectorSource<RouteFeature>;
  readonly marks: VectorSource<MarkFeature>;
  show(scene: Scene): void;
  /** Give the box around a car's route and visits, or around everything. */
  extent(car?: string): number[];
  close(): void;
}

export function makeLayers(zoomOf: (resolution: number) => number): Layers {
  let scene: Scene | null = null;
  const routes = makeRouteLayers(NAMES);
  const marks = makeMarkLayers(NAMES, zoomOf);
  keepStill([routes.behind, marks.behind], { arePictures: true });
  return {
    over: ([ground, ...names]) => [...(ground ? [ground] : []), routes.behind, ...names, marks.behind, routes.front, marks.front],
    routes: routes.source,
    marks: marks.source,
    show(next) {
      const last = scene;
      const isAnew = last?.day !== next.day || last.before !== next.before || last.hidden !== next.hidden;
      scene = next;
      routes.show(last, next, isAnew);
      marks.show(last, next, isAnew);
    },
    extent(car) {
      const extent = createEmpty();
      for (const feature of [...routes.source.getFeatures(), ...marks.source.getFeatures()]) {
        if (car === undefined || carOf(feature) === car) extend(extent, feature.getGeometry()?.getExtent() ?? createEmpty());
      }
      return extent;
    },
    close: routes.close,
  };
}

function carOf(feature: Feature): string | null {
  const mark = feature.get('mark') as Mark | undefined;
  if (!mark) return stretchOf(feature).car.id;
  return mark.kind === 'visit' ? (mark.visit.stop?.car ?? null) : null;
}
