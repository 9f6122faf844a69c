/** Longitude and latitude in degrees. */
export type Point = [lon: number, lat: number];

/** Unpack a line: latitude and longitude in 0.00001 degree, each point a step from the one before → [lon, lat]…. */
export function unpack(packed: readonly number[]): Point[] {
  const points: Point[] = [];
  let lat = 0;
  let lon = 0;
  for (let at = 0; at + 1 < packed.length; at += 2) {
    lat += packed[at] ?? 0;
    lon += packed[at + 1] ?? 0;
    points.push([lon / 1e5, lat / 1e5]);
  }
  return points;
}

/** Give the point at a share (0 to 1) of a line's length; null of a line without points. */
export function pointAt(points: readonly Point[], share: number): Point | null {
  const steps = points.slice(1).map((point, at) => lengthOf(points[at] ?? point, point));
  let left = steps.reduce((sum, step) => sum + step, 0) * Math.min(Math.max(share, 0), 1);
  for (const [at, step] of steps.entries()) {
    const [from, to] = [points[at], points[at + 1]];
    if (from && to && step > 0 && left <= step) return between(from, to, left / step);
    left -= step;
  }
  return points.at(-1) ?? null;
}

function between(from: Point, to: Point, share: number): Point {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** Degrees of latitude between two near points. */
function lengthOf(from: Point, to: Point): number {
  return Math.hypot(to[1] - from[1], (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180));
}
