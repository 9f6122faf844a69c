// The map of a day on Canvas: our own roads beneath, old and new routes, and marks on top.

import OlMap from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import Overlay, { type Positioning } from 'ol/Overlay';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { createEmpty, extend, isEmpty } from 'ol/extent';
import { defaults } from 'ol/interaction/defaults';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat, toLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import 'ol/ol.css';
import { makeGround } from './ground';
import type { Picked } from './picking';
import { allPins, type Pin } from './pins';
import { makeRoutes, styleRoute, type RouteFeature, type Stretch } from './routes';
import type { Scene } from './scene';
import { makeMarks, styleMark, type Mark, type MarkFeature } from './stops';

/** What of the day lies under a point of the map. */
export type Hit = { visit: string } | { car: string } | null;

export interface Listener {
  pressed(hit: Hit, place: Picked): void;
  pointed(hit: Hit): void;
}

export interface DayMap {
  show(scene: Scene): void;
  zoom(steps: number): void;
  /** Move what is seen by shares of its breadth and height. */
  pan(right: number, down: number): void;
  fitAll(): void;
  fitCar(car: string): void;
  /** Bring a visit into sight, if it is not. */
  reveal(visit: string): void;
  middle(): Picked;
  canvases(): HTMLCanvasElement[];
  close(): void;
}

const ROOM_PX = 48;
const NEAREST_ZOOM = 16;
const MOVE_MS = 220;
const REACH_PX = 5;

export function makeMap(box: HTMLElement, card: HTMLElement, listener: Listener): DayMap {
  const ground = makeGround();
  const routes = new VectorSource<RouteFeature>();
  const marks = new VectorSource<MarkFeature>();
  const view = new View({ center: fromLonLat([16, 62]), zoom: 5, maxZoom: 19, enableRotation: false, constrainResolution: false });
  let scene: Scene | null = null;
  let pins: readonly Pin[] = [];
  const zoomOf = (resolution: number): number => view.getZoomForResolution(resolution) ?? 0;
  const routeLayer = new VectorLayer({ source: routes, style: (feature, resolution) => scene ? styleRoute(scene, feature as RouteFeature, resolution, zoomOf(resolution)) : [] });
  const markLayer = new VectorLayer({ source: marks, style: (feature, resolution) => (scene && styleMark(scene, feature as MarkFeature, zoomOf(resolution))) ?? [] });
  const overlay = new Overlay({ element: card, stopEvent: false });
  const map = new OlMap({
    target: box, view, layers: [ground.layer, routeLayer, markLayer], overlays: [overlay], controls: [new ScaleLine()],
    interactions: defaults({ keyboard: false, altShiftDragRotate: false, pinchRotate: false }),
  });
  listen(map, box, listener, [markLayer, routeLayer]);
  const move = (to: { center?: number[]; zoom?: number }): void => view.animate({ ...to, duration: isCalm() ? 0 : MOVE_MS });
  const fit = (extent: number[]): void => {
    if (!isEmpty(extent)) view.fit(extent, { padding: [ROOM_PX, ROOM_PX, ROOM_PX, ROOM_PX], maxZoom: NEAREST_ZOOM, duration: 0 });
  };
  const whole = (): number[] => [routes, marks].reduce((extent, source) => extend(extent, source.getExtent() ?? createEmpty()), createEmpty());
  const changed = (next: Scene): void => {
    const last = scene;
    const nextPins = allPins();
    scene = next;
    const isAnew = last?.day !== next.day || last.before !== next.before || last.hidden !== next.hidden;
    if (isAnew) refill(routes, makeRoutes(next));
    else routeLayer.changed();
    if (isAnew || last.now !== next.now || !isSame(pins, nextPins)) refill(marks, makeMarks(next, nextPins));
    else markLayer.changed();
    pins = nextPins;
    if (last?.day.board.plan !== next.day.board.plan) fit(whole());
  };
  return {
    show(next) {
      ground.lay(next.day.board.roads, next.dark);
      changed(next);
      placeCard(map, overlay, next);
      if (!box.dataset['ready']) map.once('rendercomplete', () => { box.dataset['ready'] = 'true'; });
    },
    zoom: (steps) => move({ zoom: (view.getZoom() ?? 10) + steps }),
    pan(right, down) {
      const [x = 0, y = 0] = view.getCenter() ?? [];
      const [width = 0, height = 0] = map.getSize() ?? [];
      const resolution = view.getResolution() ?? 1;
      move({ center: [x + right * width * resolution, y - down * height * resolution] });
    },
    fitAll: () => fit(whole()),
    fitCar: (car) => fit(extentOf(car, routes, marks)),
    reveal(visit) {
      const place = scene?.day.visits.get(visit)?.place;
      const [x, y] = (place && map.getPixelFromCoordinate(fromLonLat([place.lon, place.lat]))) ?? [];
      const [width = 0, height = 0] = map.getSize() ?? [];
      if (!place || x === undefined || y === undefined) return;
      if (x < ROOM_PX || y < ROOM_PX || x > width - ROOM_PX || y > height - ROOM_PX) move({ center: fromLonLat([place.lon, place.lat]) });
    },
    middle: () => toPlace(view.getCenter() ?? [0, 0]),
    canvases: () => [...box.querySelectorAll<HTMLCanvasElement>('.ol-layer canvas, canvas.ol-layer')],
    close: () => map.setTarget(),
  };
}

function refill<F extends RouteFeature | MarkFeature>(source: VectorSource<F>, features: F[]): void {
  source.clear(true);
  source.addFeatures(features);
}

function listen(map: OlMap, box: HTMLElement, listener: Listener, [marks, routes]: [VectorLayer, VectorLayer]): void {
  const hitAt = (event: MapBrowserEvent): Hit => {
    const find = (layer: VectorLayer): Hit | undefined => map.forEachFeatureAtPixel(event.pixel, (feature) => hitOf(feature.getProperties()), { layerFilter: (one) => one === layer, hitTolerance: REACH_PX });
    return find(marks) ?? find(routes) ?? null;
  };
  let asked = 0;
  map.on('pointermove', (event) => {
    if (event.dragging) return;
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => listener.pointed(hitAt(event)));
  });
  box.addEventListener('pointerleave', () => { cancelAnimationFrame(asked); listener.pointed(null); });
  map.on('click', (event) => listener.pressed(hitAt(event), toPlace(event.coordinate)));
}

function hitOf(properties: Record<string, unknown>): Hit | undefined {
  const stretch = properties['stretch'] as Stretch | undefined;
  if (stretch) return stretch.old ? undefined : { car: stretch.car.id };
  const mark = properties['mark'] as Mark | undefined;
  if (mark?.kind === 'visit') return { visit: mark.visit.id };
  return mark?.kind === 'car' ? { car: mark.car.id } : undefined;
}

function extentOf(car: string, routes: VectorSource<RouteFeature>, marks: VectorSource<MarkFeature>): number[] {
  const extent = createEmpty();
  for (const one of routes.getFeatures()) {
    if ((one.get('stretch') as Stretch).car.id === car) extend(extent, one.getGeometry()?.getExtent() ?? createEmpty());
  }
  for (const one of marks.getFeatures()) {
    const mark = one.get('mark') as Mark;
    if (mark.kind === 'visit' && mark.visit.stop?.car === car) extend(extent, one.getGeometry()?.getExtent() ?? createEmpty());
  }
  return extent;
}

/** Put the card beside the visit that it tells of, on the side where there is room. */
function placeCard(map: OlMap, overlay: Overlay, scene: Scene): void {
  const place = scene.day.visits.get(scene.pointedVisit ?? scene.visit ?? '')?.place;
  const at = place && fromLonLat([place.lon, place.lat]);
  const [x = 0, y = 0] = (at && map.getPixelFromCoordinate(at)) ?? [];
  const [width = 0, height = 0] = map.getSize() ?? [];
  const across = x < width * 0.25 ? 'left' : x > width * 0.75 ? 'right' : 'center';
  const isHigh = y < height * 0.45;
  overlay.setPositioning(`${isHigh ? 'top' : 'bottom'}-${across}` as Positioning);
  overlay.setOffset([across === 'left' ? -14 : across === 'right' ? 14 : 0, isHigh ? 22 : -22]);
  overlay.setPosition(at ?? undefined);
}

function isSame(one: readonly Pin[], other: readonly Pin[]): boolean {
  return one.length === other.length && one.every((pin, at) => pin === other[at]);
}

function toPlace(coordinate: number[]): Picked {
  const [lon = 0, lat = 0] = toLonLat(coordinate);
  return { lat, lon };
}

function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
