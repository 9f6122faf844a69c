// What plans cost, and what a cost is like: so much driving, which people can picture.

export interface Costed {
  cost: number;
  parts: Readonly<Record<string, number>>;
  drive_s: number;
}

/** What a plan costs but for the visits that it leaves out, which are told by themselves: what one costs to place adds to it. */
export function costOfRoutes({ cost, parts }: Pick<Costed, 'cost' | 'parts'>): number {
  return cost - (parts['unassigned'] ?? 0);
}

/** Beyond twice the best, what is proved says nothing of a plan. */
const MOST_OVER = 1;

/** How much more than the best there can be a plan costs at most, as a share of the best; null where too little is proved to say. */
export function overBest(gap: number | null | undefined): number | null {
  const over = gap == null || gap >= 1 ? null : gap / (1 - gap);
  return over !== null && over <= MOST_OVER ? over : null;
}

/** As many seconds of driving as cost the same in a plan; null in one that nobody drives in. */
export function inDriving(cost: number, { parts, drive_s }: Omit<Costed, 'cost'>): number | null {
  const price = (parts['driving'] ?? 0) / drive_s;
  return price > 0 && Number.isFinite(price) ? Math.abs(cost) / price : null;
}
