// The map of a day on Canvas: our own roads beneath, old and new routes, and marks on top.

import OlMap from 'ol/Map';
import type MapBrowserEvent from 'ol/MapBrowserEvent';
import Overlay, { type Positioning } from 'ol/Overlay';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { defaults } from 'ol/interaction/defaults';
import { fromLonLat, toLonLat } from 'ol/proj';
import 'ol/ol.css';
import { addDragging, type Hands } from './dragging';
import { makeGround } from './ground';
import { find, type Hit } from './hitting';
import { makeLayers, type Layers } from './layers';
import { movesOf, type Moves } from './moving';
import { findOnlineTiles, makeOnlineLayer } from './online';
import type { Picked } from './picking';
import type { Scene } from './scene';

export interface Listener {
  pressed(hit: Hit, place: Picked): void;
  pointed(hit: Hit): void;
  /** The pointer is on the card. */
  held(): void;
}

export interface DayMap extends Pick<Moves, 'zoom' | 'pan'> {
  show(scene: Scene): void;
  fitAll(): void;
  fitCar(car: string): void;
  /** Bring a visit into sight, if it is not. */
  reveal(visit: string): void;
  middle(): Picked;
  canvases(): HTMLCanvasElement[];
  close(): void;
}

export function makeMap(box: HTMLElement, card: HTMLElement, listener: Listener, hands: Hands): DayMap {
  const view = new View({ center: fromLonLat([16, 62]), zoom: 5, maxZoom: 19, enableRotation: false });
  const online = findOnlineTiles();
  const layers = makeLayers((resolution) => view.getZoomForResolution(resolution) ?? 0);
  const ground = makeGround({ marks: () => layers.marks.getFeatures().map((mark) => mark.getGeometry()?.getCoordinates() ?? []), resolution: () => view.getResolution() ?? 1 });
  const overlay = new Overlay({ element: card, stopEvent: false });
  const map = new OlMap({
    target: box, view, layers: layers.over(online ? [makeOnlineLayer(online)] : [ground.layer, ground.names]), overlays: [overlay], controls: [new ScaleLine()],
    interactions: defaults({ keyboard: false, altShiftDragRotate: false, pinchRotate: false }),
  });
  const moves = movesOf(map);
  listen(map, { box, card }, listener, layers);
  addDragging(map, layers, hands);
  let scene: Scene | null = null;
  return {
    show(next) {
      const isOther = scene?.day.board.plan !== next.day.board.plan || isGone(scene, next);
      scene = next;
      if (!online) ground.lay(next.day.board.roads, next.dark);
      layers.show(next);
      box.classList.toggle('faded', next.car !== null);
      if (isOther) moves.fit(layers.extent());
      placeCard(map, overlay, next);
      if (!box.dataset['ready']) map.once('rendercomplete', () => { box.dataset['ready'] = 'true'; });
    },
    ...moves,
    fitAll: () => moves.fit(layers.extent()),
    fitCar: (car) => moves.fit(layers.extent(car)),
    reveal(visit) {
      const place = scene?.day.visits.get(visit)?.place;
      if (place) moves.reveal(fromLonLat([place.lon, place.lat]));
    },
    middle: () => toPlace(view.getCenter() ?? [0, 0]),
    canvases: () => [...box.querySelectorAll<HTMLCanvasElement>('.ol-layer canvas')],
    close: () => { map.setTarget(); layers.close(); },
  };
}

/** Whether the visit that was looked at is there no more, as that of a call that is undone: nothing is left to see close up. */
function isGone({ day, visit }: Scene, next: Scene): boolean {
  return visit !== null && day.visits.has(visit) && !next.day.visits.has(visit);
}

/** Draw as finely as the screen shows, also once the page is zoomed or on another screen. */
function keepFine(map: OlMap, signal: AbortSignal): void {
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
    map.setPixelRatio(devicePixelRatio);
    keepFine(map, signal);
  }, { signal, once: true });
}

function listen(map: OlMap, { box, card }: Record<'box' | 'card', HTMLElement>, listener: Listener, layers: Layers): void {
  const hitAt = (event: MapBrowserEvent): Hit => find(map, layers, event.pixel);
  const isOnCard = (event: MapBrowserEvent): boolean => card.contains(event.originalEvent.target as Node);
  const ending = new AbortController();
  map.on('change:target', () => ending.abort());
  keepFine(map, ending.signal);
  let asked = 0;
  map.on('pointermove', (event) => {
    if (event.dragging) return;
    cancelAnimationFrame(asked);
    if (isOnCard(event)) listener.held();
    else asked = requestAnimationFrame(() => listener.pointed(hitAt(event)));
  });
  box.addEventListener('pointerleave', () => { cancelAnimationFrame(asked); listener.pointed(null); });
  map.on('click', (event) => { if (!isOnCard(event)) listener.pressed(hitAt(event), toPlace(event.coordinate)); });
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

function toPlace(coordinate: number[]): Picked {
  const [lon = 0, lat = 0] = toLonLat(coordinate);
  return { lat, lon };
}
