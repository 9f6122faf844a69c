// What letting go of a visit asks for: which car, and before which of its stops.

import type { Schemas } from '../client/client';
import type { Day } from './board';

export interface Drop {
  car: string;
  /** The visit that comes next; null where none does. */
  before: string | null;
}

/** Give the change that a drop asks for; null where the visit would stay where it is. */
export function changeFor(day: Day, visit: string, { car, before }: Drop): Schemas['MoveItem'] | null {
  if (before === visit) return null;
  const route = day.stops.get(car) ?? [];
  const others = route.filter((one) => one.id !== visit);
  const at = others.findIndex((one) => one.id === before);
  const place = at === -1 ? others.length : at;
  if (route[place]?.id === visit) return null;
  return { change: 'move', visit, car, position: place + 1 };
}
