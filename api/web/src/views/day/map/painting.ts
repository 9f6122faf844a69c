// Paints routes on a canvas: each in its colour and dashes, beside others on the same road, with the way it goes.
//
// Knows no page, so that a thread beside the page's own can do it (painter.ts).

import { findArrows, shift, spacingAt, toPixels, zoomAt, type Part, type Pixels } from './lines';

/** How much a route stands out, from behind to the front. */
export const WEIGHTS = ['old', 'faint', 'plain', 'strong'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** A stretch of a drive as it is painted. Units are those of the map (metres at the equator) where they are not pixels. */
export interface Stroke {
  /** x and y of each point in turn. */
  line: Float64Array;
  /** west, south, east, north. */
  box: readonly [number, number, number, number];
  /** How many breadths of a route to the right of the road's middle it lies. */
  side: number;
  weight: Weight;
  colour: string;
  /** Pixels on and off in turn; none: without gaps. */
  dash: readonly number[];
  estimated: boolean;
  /** Where on its drive it begins and ends. */
  from: number;
  to: number;
}

/** What is to be seen, and on what. */
export interface Sight extends Part {
  /** Pixels of the canvas per pixel of the page. */
  pixelRatio: number;
  paper: string;
  /** The colour of what was. */
  edge: string;
}

/** From here on there is room for the arrows of all. */
const ARROWS_ZOOM = 13;
/** Beyond the edge, for what is beside its line. */
const MARGIN_PX = 40;

type Pen = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Paint what of some strokes can be seen. */
export function paint(pen: Pen, strokes: readonly Stroke[], sight: Sight): void {
  const zoom = zoomAt(sight.resolution);
  const seen = strokes.filter(({ box }) => meets(box, sight));
  pen.setTransform(sight.pixelRatio, 0, 0, sight.pixelRatio, 0, 0);
  pen.lineJoin = 'round';
  for (const weight of WEIGHTS) paintAlike(pen, seen.filter((stroke) => stroke.weight === weight), { weight, zoom, sight });
  for (const stroke of seen) if (hasArrows(stroke.weight, zoom)) paintArrows(pen, stroke, { zoom, sight });
}

interface Manner { zoom: number; sight: Sight }

/** Paint strokes of one weight: what sets them off from the ground first, so that none of it covers a neighbour. */
function paintAlike(pen: Pen, strokes: readonly Stroke[], { weight, zoom, sight }: Manner & { weight: Weight }): void {
  const width = widthAt(weight, zoom);
  const casing = new Path2D();
  const paths = new Map<string, { path: Path2D; colour: string; stroke: Stroke }>();
  for (const stroke of strokes) {
    const pixels = shift(toPixels(stroke.line, sight), weight === 'old' ? 0 : stroke.side * spacingAt(zoom));
    const colour = weight === 'old' ? sight.edge : stroke.colour;
    const look = `${colour} ${stroke.dash.join()} ${stroke.estimated}`;
    const alike = paths.get(look) ?? { path: new Path2D(), colour, stroke };
    paths.set(look, alike);
    trace(alike.path, pixels);
    if (weight === 'plain' || weight === 'strong') trace(casing, pixels);
  }
  pen.setLineDash([]);
  pen.lineCap = 'round';
  pen.strokeStyle = weight === 'strong' ? sight.paper : `${sight.paper}cc`;
  pen.lineWidth = width + (weight === 'strong' ? 4 : 2);
  pen.stroke(casing);
  for (const { path, colour, stroke } of paths.values()) {
    const dash = weight === 'old' ? [2, 5] : stroke.estimated ? [1, width * 2] : stroke.dash;
    pen.setLineDash([...dash]);
    pen.lineCap = weight !== 'old' && dash.length > 0 && !stroke.estimated ? 'butt' : 'round';
    pen.strokeStyle = weight === 'faint' ? `${colour}66` : colour;
    pen.lineWidth = width;
    pen.stroke(path);
  }
}

/** Give the breadth and height of the canvas for what is to be seen. */
export function sizeOf({ extent: [west, south, east, north], resolution, pixelRatio }: Sight): [number, number] {
  const size = (length: number): number => Math.max(1, Math.round((length / resolution) * pixelRatio));
  return [size(east - west), size(north - south)];
}

function widthAt(weight: Weight, zoom: number): number {
  if (weight === 'old') return 3;
  const plain = Math.min(Math.max(2.6 + (zoom - 10) * 0.35, 2.6), 4.6);
  return weight === 'strong' ? plain + 1.6 : weight === 'faint' ? plain - 0.6 : plain;
}

function hasArrows(weight: Weight, zoom: number): boolean {
  return weight === 'strong' || (weight === 'plain' && zoom >= ARROWS_ZOOM);
}

function meets([west, south, east, north]: Stroke['box'], { extent, resolution }: Sight): boolean {
  const margin = MARGIN_PX * resolution;
  return west <= extent[2] + margin && east >= extent[0] - margin && south <= extent[3] + margin && north >= extent[1] - margin;
}

function trace(path: Path2D, pixels: Pixels): void {
  const [first, ...others] = pixels;
  if (!first || others.length === 0) return;
  path.moveTo(...first);
  for (const point of others) path.lineTo(...point);
}

function paintArrows(pen: Pen, stroke: Stroke, { zoom, sight }: Manner): void {
  const width = widthAt(stroke.weight, zoom);
  pen.setLineDash([]);
  pen.fillStyle = sight.paper;
  pen.strokeStyle = stroke.colour;
  pen.lineWidth = 1.6;
  for (const { x, y, heading } of findArrows(stroke, sight)) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(heading);
    pen.translate(stroke.side * spacingAt(zoom), 0);
    pen.beginPath();
    pen.moveTo(0, -1.1 * (width + 1));
    pen.lineTo(0.74 * (width + 1), 0.55 * (width + 1));
    pen.lineTo(-0.74 * (width + 1), 0.55 * (width + 1));
    pen.closePath();
    pen.fill();
    pen.stroke();
    pen.restore();
  }
}
