// Lines of the map in pixels of the page: beside each other, how far away, and where they bear arrows.
//
// Knows no page, as the thread that paints.

/** What part of the map is meant, and how fine. */
export interface Part {
  extent: readonly [west: number, south: number, east: number, north: number];
  /** Units of the map per pixel of the page. */
  resolution: number;
}

/** x and y in turn, in units of the map. */
export type Flat = ArrayLike<number>;
export type Pixels = [x: number, y: number][];

const ARROWS_PX = 110;
/** Over how many pixels of its route to both sides an arrow takes its heading. */
const HEADING_PX = 4;
/** Units of the map per pixel where all the world is 256 pixels wide. */
const COARSEST = (2 * Math.PI * 6378137) / 256;
/** Points nearer to the last than this are left out. */
const NEAR_PX = 0.4;

export function zoomAt(resolution: number): number {
  return Math.log2(COARSEST / resolution);
}

/** How far apart routes lie that share a road, in pixels. */
export function spacingAt(zoom: number): number {
  return Math.min(Math.max((zoom - 9) * 1.5, 2), 6.5);
}

/** Give a line in pixels of the page, without points that would not show. */
export function toPixels(line: Flat, { extent, resolution }: Part): Pixels {
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

/** Tell how many pixels a point of the page is from the line so many pixels to the right of another. */
export function distanceBeside(line: Flat, by: number, { extent, resolution }: Part, [x, y]: [number, number]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 3 < line.length; at += 2) {
    const fromX = ((line[at] ?? 0) - extent[0]) / resolution - x;
    const fromY = (extent[3] - (line[at + 1] ?? 0)) / resolution - y;
    const alongX = ((line[at + 2] ?? 0) - (line[at] ?? 0)) / resolution;
    const alongY = ((line[at + 1] ?? 0) - (line[at + 3] ?? 0)) / resolution;
    const length = Math.sqrt(alongX * alongX + alongY * alongY) || 1;
    const [shiftedX, shiftedY] = [fromX - (alongY / length) * by, fromY + (alongX / length) * by];
    const share = Math.min(Math.max(-(shiftedX * alongX + shiftedY * alongY) / (length * length), 0), 1);
    const [awayX, awayY] = [shiftedX + share * alongX, shiftedY + share * alongY];
    least = Math.min(least, awayX * awayX + awayY * awayY);
  }
  return Math.sqrt(least);
}

export interface Arrow { x: number; y: number; /** Radians to the right of up. */ heading: number }

/** Find where a stretch bears arrows that can be seen: evenly over the whole drive that it is part of. */
export function findArrows({ line, from, to }: { line: Flat; from: number; to: number }, part: Part): Arrow[] {
  const step = ARROWS_PX * part.resolution;
  const wanted: number[] = [];
  for (let turn = Math.max(0, Math.ceil(from / step - 0.5)); (turn + 0.5) * step < to; turn++) {
    const at = ((turn + 0.5) * step - from) / part.resolution;
    wanted.push(Math.max(0, at - HEADING_PX), at, at + HEADING_PX);
  }
  const found = pointsAlong(toPixels(line, part), wanted);
  const [width, height] = [(part.extent[2] - part.extent[0]) / part.resolution, (part.extent[3] - part.extent[1]) / part.resolution];
  const arrows: Arrow[] = [];
  for (let at = 0; at + 2 < found.length; at += 3) {
    const [behind, here, ahead] = [found[at], found[at + 1], found[at + 2]];
    if (!behind || !here || !ahead || here[0] < -ARROWS_PX || here[1] < -ARROWS_PX || here[0] > width + ARROWS_PX || here[1] > height + ARROWS_PX) continue;
    arrows.push({ x: here[0], y: here[1], heading: Math.atan2(ahead[0] - behind[0], behind[1] - ahead[1]) });
  }
  return arrows;
}

/** Give the points so many pixels along a line, in going order but for less than a step; beyond its end, the end. */
function pointsAlong(pixels: Pixels, wanted: readonly number[]): Pixels {
  let at = 1;
  let behind = 0;
  return wanted.map((along) => {
    while (at > 1 && along < behind) behind -= lengthTo(pixels, --at);
    while (at < pixels.length && along > behind + lengthTo(pixels, at)) behind += lengthTo(pixels, at++);
    const [from, to] = [pixels[at - 1], pixels[at]];
    if (!from || !to) return pixels.at(-1) ?? [0, 0];
    const share = (along - behind) / (lengthTo(pixels, at) || 1);
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  });
}

/** The length of the step that leads to a point of a line. */
function lengthTo(pixels: Pixels, at: number): number {
  const [from, to] = [pixels[at - 1], pixels[at]];
  return from && to ? Math.hypot(to[0] - from[0], to[1] - from[1]) : 0;
}
