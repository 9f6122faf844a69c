/** Unpack a line: latitude and longitude in 0.00001 degree, each point a step from the one before → [lon, lat]…. */
export function unpack(packed: readonly number[]): [number, number][] {
  const points: [number, number][] = [];
  let lat = 0;
  let lon = 0;
  for (let at = 0; at + 1 < packed.length; at += 2) {
    lat += packed[at] ?? 0;
    lon += packed[at + 1] ?? 0;
    points.push([lon / 1e5, lat / 1e5]);
  }
  return points;
}
