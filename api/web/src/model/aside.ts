// Where a name on the map is written so that the marks of a day, which lie above it, leave it to be read.

export interface Box {
  /** In pixels. */
  width: number;
  height: number;
}

/** Right and down, in pixels. */
export type Offset = readonly [right: number, down: number];

/** Half of a mark. */
const MARK_PX = 11;

/** So far a name is moved at most: further away it would be taken for that of another place. */
const FAR_PX = 64;
const STEP_PX = 8;
const OFFSETS = makeOffsets();

/** Give how far from its place a name is written: the nearest offset at which no mark covers it, else that of the fewest. */
export function moveAside({ width, height }: Box, marks: readonly Offset[]): Offset {
  let best: Offset = [0, 0];
  let least = Number.POSITIVE_INFINITY;
  for (const offset of OFFSETS) {
    const covering = marks.filter(([right, down]) => Math.abs(right - offset[0]) < width / 2 + MARK_PX && Math.abs(down - offset[1]) < height / 2 + MARK_PX).length;
    if (covering < least) [best, least] = [offset, covering];
    if (covering === 0) break;
  }
  return best;
}

function makeOffsets(): Offset[] {
  const steps = Array.from({ length: (2 * FAR_PX) / STEP_PX + 1 }, (_, at) => at * STEP_PX - FAR_PX);
  const all = steps.flatMap((down) => steps.map((right): Offset => [right, down]));
  return all.filter((offset) => Math.hypot(...offset) <= FAR_PX).sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
}
