// A map of homes: each a dot that says whose it is under the pointer, and opens their record by a press.

import Feature from 'ol/Feature';
import OlMap from 'ol/Map';
import Overlay from 'ol/Overlay';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import Point from 'ol/geom/Point';
import { defaults } from 'ol/interaction/defaults';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import { Icon, Style } from 'ol/style';
import 'ol/ol.css';
import { isDark } from '../../../state/theme';
import { drawDisc, FINENESS } from './discs';
import { makeGround } from './ground';
import { findOnlineTiles, makeOnlineLayer } from './online';
import { plain } from './stops';
import { readTokens } from './tokens';
import './map.css';

export interface Home {
  key: string;
  address: string;
  lat: number;
  lon: number;
}

export interface HomesMap {
  show(homes: readonly Home[]): void;
  close(): void;
}

const ROOM_PX = 48;
const NEAREST_ZOOM = 15;
const REACH_PX = 12;

export function makeHomesMap(box: HTMLElement, roads: string | null, press: (key: string) => void): HomesMap {
  const source = new VectorSource<Feature<Point>>();
  const view = new View({ center: fromLonLat([16, 62]), zoom: 5, maxZoom: 19, enableRotation: false });
  const online = findOnlineTiles();
  const ground = makeGround({ marks: () => source.getFeatures().map((one) => one.getGeometry()?.getCoordinates() ?? []), resolution: () => view.getResolution() ?? 1 });
  if (!online) ground.lay(roads, isDark.value);
  const words = document.createElement('div');
  words.className = 'dragged';
  const overlay = new Overlay({ element: words, stopEvent: false, offset: [14, 14] });
  const map = new OlMap({
    target: box, view, overlays: [overlay], controls: [new ScaleLine()],
    layers: [...(online ? [makeOnlineLayer(online)] : [ground.layer, ground.names]), new VectorLayer({ source, style: draw })],
    // The page is scrolled by the wheel: who zooms means it.
    interactions: defaults({ altShiftDragRotate: false, pinchRotate: false, onFocusOnly: true }),
  });
  const homeAt = ([x = 0, y = 0]: number[]): Home | undefined => {
    const nearest = source.getClosestFeatureToCoordinate(map.getCoordinateFromPixel([x, y]));
    const [atX = Infinity, atY = Infinity] = map.getPixelFromCoordinate(nearest?.getGeometry()?.getCoordinates() ?? []) ?? [];
    return Math.hypot(atX - x, atY - y) <= REACH_PX ? (nearest?.get('home') as Home) : undefined;
  };
  map.on('pointermove', ({ pixel, coordinate }) => {
    const home = homeAt(pixel);
    words.textContent = home ? [home.key, home.address].filter(Boolean).join(' · ') : '';
    overlay.setPosition(home && coordinate);
  });
  map.on('click', ({ pixel }) => { const home = homeAt(pixel); if (home) press(home.key); });
  return {
    show(homes) {
      source.clear(true);
      source.addFeatures(homes.map(put));
      const extent = source.getExtent();
      if (extent && homes.length > 0) view.fit(extent, { padding: [ROOM_PX, ROOM_PX, ROOM_PX, ROOM_PX], maxZoom: NEAREST_ZOOM });
    },
    close: () => map.setTarget(),
  };
}

function put(home: Home): Feature<Point> {
  const feature = new Feature(new Point(fromLonLat([home.lon, home.lat])));
  feature.set('home', home, true);
  return feature;
}

function draw(): Style {
  const tokens = readTokens();
  return new Style({ image: new Icon({ img: drawDisc(plain(tokens, { shape: 'dot', fill: tokens.accent, edge: tokens.paper, breadth: 13 })), scale: 1 / FINENESS }) });
}
