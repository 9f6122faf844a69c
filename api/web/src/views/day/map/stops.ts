// Where people are visited: numbered marks in their cars' colours, visits without a place, bases, and where cars are.

import Feature from 'ol/Feature';
import Point from 'ol/geom/Point';
import { fromLonLat } from 'ol/proj';
import { Icon, Style } from 'ol/style';
import type { Car, Place, Visit } from '../../../model/board';
import { gather, offsetOf, type Spread } from '../../../model/gathering';
import { whereIs } from '../../../model/where';
import { FINENESS, drawDisc, type Badge, type Disc, type Shape } from './discs';
import type { Pin } from './pins';
import { isInFront, weigh, type Scene } from './scene';
import { readTokens, type Tokens } from './tokens';

export type Mark =
  | { kind: 'visit'; visit: Visit; spread: Spread }
  | { kind: 'base'; place: Place; cars: readonly string[] }
  | { kind: 'car'; car: Car; driving: boolean }
  | { kind: 'pin'; pin: Pin };
export type MarkFeature = Feature<Point>;

/** From so many visits on those behind are dots while one looks from far. */
const MANY = 90;
const NEAR_ZOOM = 12.5;
const SHAPES: Record<Visit['status'], Shape> = { planned: 'circle', en_route: 'arrow', arrived: 'square', started: 'square', done: 'circle', cancelled: 'circle', failed: 'diamond' };

/** Make the features of all that has a place in a scene. */
export function makeMarks(scene: Scene, pins: readonly Pin[]): MarkFeature[] {
  const { board, visits } = scene.day;
  const shown = board.visits.filter((visit) => visit.place && !(visit.stop && scene.hidden.has(visit.stop.car)));
  const spread = gather(shown);
  return [
    ...board.bases.map((base) => put(base.place, { kind: 'base', place: base.place, cars: base.cars })),
    ...shown.map((visit) => put(visit.place, { kind: 'visit', visit, spread: spread.get(visit.id) ?? { turn: 0, of: 1 } })),
    ...board.cars.filter((car) => !scene.hidden.has(car.id)).map((car) => {
      const where = whereIs(car, scene.now);
      return where && put({ lon: where.point[0], lat: where.point[1] }, { kind: 'car', car, driving: where.driving });
    }),
    ...pins.filter((pin) => !visits.get(pin.id)?.stop).map((pin) => put(pin, { kind: 'pin', pin })),
  ].filter((feature) => feature !== null);
}

function put(place: { lat: number; lon: number } | null, mark: Mark): MarkFeature | null {
  if (!place) return null;
  const feature = new Feature(new Point(fromLonLat([place.lon, place.lat])));
  feature.set('mark', mark, true);
  return feature;
}

/** Tell whether a mark is in front of the others: what is chosen or pointed at, and what nobody may overlook. */
export function isMarkInFront(scene: Scene, feature: MarkFeature): boolean {
  const mark = feature.get('mark') as Mark;
  if (mark.kind !== 'visit') return true;
  return !mark.visit.stop || isInFront(scene, mark.visit.stop.car) || scene.pointedVisit === mark.visit.id;
}

/** Give how a mark is drawn in a scene, in front of the others or among them. */
export function styleMark(scene: Scene, feature: MarkFeature, zoom: number, inFront: boolean): Style {
  const mark = feature.get('mark') as Mark;
  const tokens = readTokens();
  switch (mark.kind) {
    case 'visit': return styleVisit(scene, mark, zoom, inFront);
    case 'base': return style(plain(tokens, { shape: 'house', breadth: zoom < 10.5 ? 16 : 22 }), { zIndex: 9 });
    case 'car': return styleCar(scene, mark.car, tokens);
    case 'pin': return style(plain(tokens, { shape: 'pin', fill: mark.pin.tone === 'bad' ? tokens.bad : tokens.accent, edge: tokens.paper, ink: tokens['on-car'], text: mark.pin.text, breadth: 28 }), { zIndex: 60 });
  }
}

function styleVisit(scene: Scene, { visit, spread }: { visit: Visit; spread: Spread }, zoom: number, inFront: boolean): Style {
  const tokens = readTokens();
  const car = visit.stop && scene.day.cars.get(visit.stop.car);
  const isFaint = car ? weigh(scene, car.id) === 'faint' && !inFront : false;
  const isChosen = inFront && scene.visit === visit.id;
  const isPointed = inFront && scene.pointedVisit === visit.id;
  const isDot = car && !inFront && zoom < NEAR_ZOOM && (isFaint || scene.day.board.visits.length > MANY);
  const breadth = isDot ? 9 : breadthOf(zoom, { isChosen, inFront });
  const disc = { ...(car ? discOf(visit, car, scene, tokens) : unplaced(visit, tokens)), breadth, ring: isChosen ? tokens.accent : isPointed ? tokens.edge : null };
  if (isDot) Object.assign(disc, { shape: 'dot', text: '', badge: disc.badge === 'late' ? 'late' : 'none', struck: false });
  const zIndex = isChosen ? 50 : isPointed ? 45 : car ? (isFaint ? 5 : 10) + (disc.badge === 'late' ? 1 : 0) : 30;
  return style(disc, { zIndex, displacement: offsetOf(spread, breadth), opacity: isFaint ? 0.55 : 1 });
}

/** Give how far from its place a mark is drawn, in pixels right and up, so that those at one address are seen. */
export function shiftOf(mark: Mark, zoom: number): [number, number] {
  return mark.kind === 'visit' ? offsetOf(mark.spread, breadthOf(zoom, { isChosen: false, inFront: false })) : [0, 0];
}

function breadthOf(zoom: number, { isChosen, inFront }: { isChosen: boolean; inFront: boolean }): number {
  if (isChosen) return 28;
  return inFront ? 24 : zoom < 11 ? 18 : 21;
}

function discOf(visit: Visit, car: Car, scene: Scene, tokens: Tokens): Disc {
  const colour = car.colours[scene.dark ? 1 : 0] ?? tokens.ink;
  const over = visit.status === 'done' || visit.status === 'cancelled' || visit.status === 'failed';
  return plain(tokens, {
    shape: SHAPES[visit.status],
    fill: over ? tokens.paper : colour,
    edge: over ? colour : tokens.paper,
    ink: over ? colour : tokens['on-car'],
    text: String(visit.stop?.number ?? ''),
    badge: badgeOf(visit, scene),
    alarm: badgeOf(visit, scene) === 'late' ? tokens.bad : badgeOf(visit, scene) === 'moved' ? tokens.accent : tokens.soft,
    struck: visit.status === 'cancelled' || visit.status === 'failed',
  });
}

function badgeOf(visit: Visit, scene: Scene): Badge {
  if (scene.changes.moved.has(visit.id)) return 'moved';
  if (visit.status === 'done') return 'done';
  if ((visit.stop?.late_s ?? 0) >= 60) return 'late';
  return visit.lock ? 'locked' : 'none';
}

function unplaced(visit: Visit, tokens: Tokens): Disc {
  return plain(tokens, { shape: 'diamond', fill: tokens.paper, edge: tokens.bad, ink: tokens.bad, text: visit.status === 'cancelled' ? '' : '!', struck: visit.status === 'cancelled' });
}

function styleCar(scene: Scene, car: Car, tokens: Tokens): Style {
  const colour = car.colours[scene.dark ? 1 : 0] ?? tokens.ink;
  return style(plain(tokens, { shape: 'square', fill: tokens.paper, edge: colour, ink: colour, text: car.label, breadth: 22 }), { zIndex: 40 });
}

/** Give a mark that is plain but for what is its own. */
export function plain(tokens: Tokens, own: Partial<Disc>): Disc {
  return { shape: 'circle', fill: tokens.paper, edge: tokens.ink, ink: tokens.ink, text: '', badge: 'none', alarm: tokens.soft, paper: tokens.paper, struck: false, ring: null, breadth: 22, ...own };
}

interface Lay { zIndex: number; displacement?: [number, number]; opacity?: number }

function style(disc: Disc, { zIndex, displacement = [0, 0], opacity = 1 }: Lay): Style {
  return new Style({ image: new Icon({ img: drawDisc(disc), scale: 1 / FINENESS, displacement: displacement.map((pixels) => pixels * FINENESS), opacity }), zIndex });
}
