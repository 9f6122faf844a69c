// The map beneath everything: our own roads, water and names, which fade out where no more is known.

import MVT from 'ol/format/MVT';
import VectorTileLayer from 'ol/layer/VectorTile';
import { transformExtent } from 'ol/proj';
import { getRenderPixel } from 'ol/render';
import type RenderEvent from 'ol/render/Event';
import type RenderFeature from 'ol/render/Feature';
import VectorTileSource from 'ol/source/VectorTile';
import type { StyleFunction } from 'ol/style/Style';
import type Text from 'ol/style/Text';
import { apply } from 'ol/transform';
import { stylefunction } from 'ol-mapbox-style';
import { client, take } from '../../../client/client';
import { moveAside, type Box, type Offset } from '../../../model/aside';
import { tellProblem } from '../../../state/notices';
import { keepStill } from './still';
import { readTokens } from './tokens';

type Extent = [west: number, south: number, east: number, north: number];

/** How broad the fading is, in pixels and at most as a share of what is known. */
const FADE_PX = 90;
const FADE_SHARE = 0.12;
const TILE_PX = 512;

export interface Ground {
  layer: VectorTileLayer;
  /** The names of streets and places, which are read where routes pass over them. */
  names: VectorTileLayer;
  /** Show the map of a network by day or by night; nothing where no network is named. */
  lay(network: string | null, dark: boolean): void;
}

/** What lies above the ground: where marks are, in units of the map, and how many of those a pixel is. */
export interface Above {
  marks(): number[][];
  resolution(): number;
}

export function makeGround(above: Above): Ground {
  const layer = new VectorTileLayer({ className: 'ol-layer ground' });
  const names = new VectorTileLayer({ className: 'ol-layer names', declutter: true, renderMode: 'vector' });
  for (const one of [layer, names]) keepStill([one], { isWhole: () => isWhole(one) });
  let laid = '';
  let known: Extent | null = null;
  layer.on('postrender', (event) => { if (known) fade(event, known); });
  return {
    layer,
    names,
    lay(network, dark) {
      const wanted = `${network ?? ''} ${dark ? 'night' : 'day'}`;
      if (wanted === laid) return;
      laid = wanted;
      if (network === null) for (const one of [layer, names]) one.setSource(null);
      else void read(network, dark).then(({ style, tiles }) => {
        if (wanted !== laid) return;
        known = transformExtent(tiles.bounds, 'EPSG:4326', 'EPSG:3857') as Extent;
        const source = new VectorTileSource({ format: new MVT(), url: `/api/tiles/${network}/{z}/{x}/{y}.mvt${new URL(tiles.tiles[0]).search}`, maxZoom: tiles.maxzoom, tileSize: TILE_PX, transition: 0 });
        for (const one of [layer, names]) one.setSource(source);
        layer.setStyle(drawOf(layer, style, (type) => type !== 'symbol'));
        names.setStyle(keepReadable(drawOf(names, style, (type) => type === 'symbol'), above));
      }, tellProblem);
    },
  };
}

function isWhole(layer: VectorTileLayer): boolean {
  const drawing = layer.getRenderer();
  return drawing?.ready === true && drawing.renderComplete;
}

/** Draw those parts of a style in a layer that are of some types. */
function drawOf(layer: VectorTileLayer, style: Chart, isOf: (type: string) => boolean): StyleFunction {
  const parts = style.layers.filter(({ type, source }) => source && isOf(type));
  return stylefunction(layer, style, parts.map(({ id }) => id)) as StyleFunction;
}

const PLACES = 'places';
const LINE = 1.25;
const LETTER = 0.62;

/** Draw what a style says, but write names of places where marks leave them to be read. */
function keepReadable(draw: StyleFunction, { marks, resolution }: Above): StyleFunction {
  return (feature, tileResolution) => {
    const drawn = draw(feature, tileResolution);
    if (feature.get('layer') !== PLACES || !drawn) return drawn;
    const [x = 0, y = 0] = (feature.getGeometry() as RenderFeature).getFlatCoordinates();
    const around = marks().map(([atX = 0, atY = 0]): Offset => [(atX - x) / resolution(), (y - atY) / resolution()]);
    for (const text of [drawn].flat().map((one) => one.getText())) {
      if (!text) continue;
      const [right, down] = moveAside(sizeOf(text), around);
      text.setOffsetX(right);
      text.setOffsetY(down);
    }
    return drawn;
  };
}

/** About how large a name is, in pixels. */
function sizeOf(text: Text): Box {
  const lines = String(text.getText()).split('\n');
  const size = Number(/([\d.]+)px/.exec(text.getFont() ?? '')?.[1] ?? 12);
  return { width: Math.max(...lines.map((line) => line.length)) * size * LETTER, height: lines.length * size * LINE };
}

interface Tiles { bounds: number[]; maxzoom: number; tiles: [string] }

interface Chart { layers: { id: string; type: string; source?: string }[] }

async function read(network: string, dark: boolean): Promise<{ style: Chart; tiles: Tiles }> {
  const theme = dark ? 'night' : 'day';
  const [style, tiles] = await Promise.all([
    take(client.GET('/api/tiles/style/{theme}.json', { params: { path: { theme }, query: { network } } })),
    take(client.GET('/api/tiles/{network}.json', { params: { path: { network } } })),
  ]);
  return { style: style as unknown as Chart, tiles: tiles as unknown as Tiles };
}

/** Let what is drawn fade out towards the edge of what is known, and cover what tiles draw beyond it. */
function fade(event: RenderEvent, [west, south, east, north]: Extent): void {
  const { context, frameState } = event;
  if (!(context instanceof CanvasRenderingContext2D) || !frameState) return;
  const [left = 0, top = 0] = toCanvas(event, [west, north]);
  const [right = 0, bottom = 0] = toCanvas(event, [east, south]);
  const broad = Math.min(FADE_PX * frameState.pixelRatio, FADE_SHARE * Math.min(right - left, bottom - top));
  const { width, height } = context.canvas;
  const colour = readTokens().map;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colour;
  context.fillRect(0, 0, left, height);
  context.fillRect(right, 0, width - right, height);
  context.fillRect(0, 0, width, top);
  context.fillRect(0, bottom, width, height - bottom);
  // Gradients cost more than plain colour: only where it fades.
  const paint = (line: [number, number, number, number], box: [number, number, number, number]): void => {
    context.fillStyle = blend(context, line, colour);
    context.fillRect(...box);
  };
  paint([left, 0, left + broad, 0], [left, 0, broad, height]);
  paint([right, 0, right - broad, 0], [right - broad, 0, broad, height]);
  paint([0, top, 0, top + broad], [0, top, width, broad]);
  paint([0, bottom, 0, bottom - broad], [0, bottom - broad, width, broad]);
  context.restore();
}

function toCanvas(event: RenderEvent, place: [number, number]): number[] {
  const { frameState } = event;
  return frameState ? getRenderPixel(event, apply(frameState.coordinateToPixelTransform, [...place])) : [];
}

function blend(context: CanvasRenderingContext2D, [x0, y0, x1, y1]: [number, number, number, number], colour: string): CanvasGradient {
  const gradient = context.createLinearGradient(x0, y0, x1, y1);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, `${colour}00`);
  return gradient;
}
