// The map of a day on Canvas: our own roads beneath, routes and stops on top.

import Feature from 'ol/Feature';
import OlMap from 'ol/Map';
import MVT from 'ol/format/MVT';
import LineString from 'ol/geom/LineString';
import VectorLayer from 'ol/layer/Vector';
import VectorTileLayer from 'ol/layer/VectorTile';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import VectorTileSource from 'ol/source/VectorTile';
import { Stroke, Style } from 'ol/style';
import View from 'ol/View';
import { stylefunction } from 'ol-mapbox-style';
import 'ol/ol.css';
import { client, take } from '../../../client/client';
import type { Day } from '../../../model/board';
import { unpack } from '../../../model/line';

export interface DayMap {
  show(day: Day, options: { dark: boolean }): void;
  close(): void;
}

export function makeMap(box: HTMLElement): DayMap {
  const routes = new VectorSource();
  const ground = new VectorTileLayer({ declutter: true });
  const map = new OlMap({ target: box, layers: [ground, new VectorLayer({ source: routes })], view: new View({ maxZoom: 19 }) });
  let beneath = '';
  let framed = '';
  return {
    show(day, { dark }) {
      const { board } = day;
      const wanted = `${board.roads ?? ''} ${dark ? 'night' : 'day'}`;
      if (board.roads && wanted !== beneath) void lay(ground, board.roads, dark ? 'night' : 'day', board.attribution ?? '');
      beneath = wanted;
      routes.clear();
      for (const car of board.cars) {
        for (const leg of car.legs) {
          const line = new Feature(new LineString(unpack(leg.line).map((point) => fromLonLat(point))));
          line.setStyle(new Style({ stroke: new Stroke({ color: car.colours[dark ? 1 : 0] ?? '#000', width: 4 }) }));
          routes.addFeature(line);
        }
      }
      const extent = routes.getExtent();
      if (framed !== board.plan && extent && Number.isFinite(extent[0])) map.getView().fit(extent, { padding: [40, 40, 40, 40] });
      framed = board.plan;
      map.once('rendercomplete', () => { box.dataset['ready'] = 'true'; });
    },
    close: () => map.setTarget(),
  };
}

async function lay(ground: VectorTileLayer, network: string, theme: 'day' | 'night', attribution: string): Promise<void> {
  const style = await take(client.GET('/api/tiles/style/{theme}.json', { params: { path: { theme }, query: { network } } }));
  ground.setSource(new VectorTileSource({ format: new MVT(), url: `/api/tiles/${network}/{z}/{x}/{y}.mvt`, maxZoom: 15, tileSize: 512, attributions: attribution }));
  stylefunction(ground, style, 'roads');
}
