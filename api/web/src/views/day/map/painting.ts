// Paints routes on a canvas: each in its colour and dashes, beside others on the same road, with the way it goes.
//
// Knows no page, so that a thread beside the page's own can do it (painter.ts).

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
export interface Sight {
  extent: readonly [number, number, number, number];
  /** Units of the map per pixel of the page. */
  resolution: number;
  /** Pixels of the canvas per pixel of the page. */
  pixelRatio: number;
  paper: string;
}

type Pixels = [x: number, y: number][];

const ARROWS_PX = 110;
/** From here on there is room for the arrows of all. */
const ARROWS_ZOOM = 13;
/** Over how many pixels of its route an arrow takes its heading. */
const HEADING_PX = 4;
/** Units of the map per pixel where all the world is 256 pixels wide. */
const WIDEST = (2 * Math.PI * 6378137) / 256;
/** Points nearer to the last than this are left out. */
const NEAR_PX = 0.4;
/** Beyond the edge, for what is beside its line. */
const MARGIN_PX = 40;

type Pen = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** Paint what of some strokes can be seen. */
export function paint(pen: Pen, strokes: readonly Stroke[], sight: Sight): void {
  const zoom = Math.log2(WIDEST / sight.resolution);
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
  const paths = new Map<string, { path: Path2D; stroke: Stroke }>();
  for (const stroke of strokes) {
    const pixels = shift(toPixels(stroke.line, sight), weight === 'old' ? 0 : stroke.side * spacingAt(zoom));
    const look = `${stroke.colour} ${stroke.dash.join()} ${stroke.estimated}`;
    const alike = paths.get(look) ?? { path: new Path2D(), stroke };
    paths.set(look, alike);
    trace(alike.path, pixels);
    if (weight === 'plain' || weight === 'strong') trace(casing, pixels);
  }
  pen.setLineDash([]);
  pen.lineCap = 'round';
  pen.strokeStyle = weight === 'strong' ? sight.paper : `${sight.paper}cc`;
  pen.lineWidth = width + (weight === 'strong' ? 4 : 2);
  pen.stroke(casing);
  for (const { path, stroke } of paths.values()) {
    const dash = weight === 'old' ? [2, 5] : stroke.estimated ? [1, width * 2] : stroke.dash;
    pen.setLineDash([...dash]);
    pen.lineCap = weight !== 'old' && dash.length > 0 && !stroke.estimated ? 'butt' : 'round';
    pen.strokeStyle = weight === 'faint' ? `${stroke.colour}66` : stroke.colour;
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

function spacingAt(zoom: number): number {
  return Math.min(Math.max((zoom - 9) * 1.5, 2), 6.5);
}

function hasArrows(weight: Weight, zoom: number): boolean {
  return weight === 'strong' || (weight === 'plain' && zoom >= ARROWS_ZOOM);
}

function meets([west, south, east, north]: Stroke['box'], { extent, resolution }: Sight): boolean {
  const margin = MARGIN_PX * resolution;
  return west <= extent[2] + margin && east >= extent[0] - margin && south <= extent[3] + margin && north >= extent[1] - margin;
}

/** Give a line in pixels of the page, without points that would not show. */
export function toPixels(line: Float64Array, { extent, resolution }: Pick<Sight, 'extent' | 'resolution'>): Pixels {
  const pixels: Pixels = [];
  for (let at = 0; at + 1 < line.length; at += 2) {
    const x = ((line[at] ?? 0) - extent[0]) / resolution;
    const y = (extent[3] - (line[at + 1] ?? 0)) / resolution;
    const last = pixels.at(-1);
    const isLast = at + 3 >= line.length;
    if (!last || Math.abs(x - last[0]) + Math.abs(y - last[1]) > NEAR_PX) pixels.push([x, y]);
    else if (isLast && pixels.length > 1) pixels[pixels.length - 1] = [x, y];
  }
  return pixels;
}

/** Give the line so many pixels to the right of another; at sharp bends it is cut off rather than pointed. */
export function shift(pixels: Pixels, by: number): Pixels {
  if (by === 0) return pixels;
  const normals = pixels.slice(1).map(([x, y], at): [number, number] => {
    const [fromX, fromY] = pixels[at] ?? [x, y];
    const length = Math.hypot(x - fromX, y - fromY) || 1;
    return [-(y - fromY) / length, (x - fromX) / length];
  });
  return pixels.flatMap(([x, y], at): Pixels => {
    const before = normals[at - 1] ?? normals[at];
    const after = normals[at] ?? before;
    if (!before || !after) return [[x, y]];
    const turn = 1 + before[0] * after[0] + before[1] * after[1];
    if (turn < 0.6) return [[x + before[0] * by, y + before[1] * by], [x + after[0] * by, y + after[1] * by]];
    return [[x + ((before[0] + after[0]) * by) / turn, y + ((before[1] + after[1]) * by) / turn]];
  });
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

interface Arrow { x: number; y: number; /** Radians to the right of up. */ heading: number }

/** Find where a stretch bears arrows: evenly over the whole drive that it is part of. */
export function findArrows({ line, from, to }: Pick<Stroke, 'line' | 'from' | 'to'>, sight: Pick<Sight, 'extent' | 'resolution'>): Arrow[] {
  const step = ARROWS_PX * sight.resolution;
  const reach = HEADING_PX * sight.resolution;
  const pixels = toPixels(line, sight);
  const arrows: Arrow[] = [];
  for (let turn = Math.max(0, Math.ceil(from / step - 0.5)); (turn + 0.5) * step < to; turn++) {
    const at = (turn + 0.5) * step - from;
    const [x, y] = walk(pixels, at / sight.resolution);
    const [behindX, behindY] = walk(pixels, Math.max(0, at - reach) / sight.resolution);
    const [aheadX, aheadY] = walk(pixels, (at + reach) / sight.resolution);
    arrows.push({ x, y, heading: Math.atan2(aheadX - behindX, behindY - aheadY) });
  }
  return arrows;
}

/** Give the point so many pixels along a line, or its end. */
function walk(pixels: Pixels, along: number): [number, number] {
  let left = along;
  for (const [at, [x, y]] of pixels.slice(1).entries()) {
    const [fromX, fromY] = pixels[at] ?? [x, y];
    const length = Math.hypot(x - fromX, y - fromY);
    if (left <= length && length > 0) return [fromX + ((x - fromX) * left) / length, fromY + ((y - fromY) * left) / length];
    left -= length;
  }
  return pixels.at(-1) ?? [0, 0];
}
