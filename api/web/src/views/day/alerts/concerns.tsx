// What to mind as a day goes on, in words: the same for whoever keeps it open and for the screen on the wall.

import type { Schemas } from '../../../client/client';
import type { Car, Day } from '../../../model/board';
import { overdue, tells } from '../../../model/concerns';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { say } from '../../../texts';

export type Alert = Schemas['AlertEntry'];

export interface Concern {
  /** What it is about, whatever its figures are. */
  key: string;
  car: Car | undefined;
  visit: string | null;
  who: string;
  text: string;
  /** Shown, but nothing to call anybody for. */
  isQuiet?: boolean;
}

/** What the service foresees, and visits that should have begun and have not been told of. */
export function concernsOf(open: Day, alerts: readonly Alert[], now: number): Concern[] {
  const foreseen = alerts.map(({ kind, car, visit, seconds }): Concern => ({
    key: `${kind} ${car ?? ''} ${visit ?? ''}`,
    car: open.cars.get(car ?? ''),
    visit,
    who: visit === null ? '' : (open.visits.get(visit)?.who ?? visit),
    text: say(`alert.${kind}`, { time: minutes(seconds ?? 0) }),
  }));
  const silent = overdue(open, now).filter(({ id }) => !alerts.some((one) => one.visit === id)).map(({ id, who, stop }): Concern => ({
    key: `overdue ${id}`,
    car: open.cars.get(stop.car),
    visit: id,
    who,
    text: say('alert.overdue', { time: clock(stop.start, open.board.timezone) }),
    isQuiet: !tells(open, stop.car),
  }));
  return [...foreseen, ...silent];
}

export function ConcernText({ of: { car, who, text } }: { of: Pick<Concern, 'car' | 'who' | 'text'> }) {
  return <>{car && <Chip car={car} />} {who ? <strong><bdi>{who}</bdi></strong> : car && <strong><bdi>{car.id}</bdi></strong>} <span>{text}</span></>;
}
