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
  /** What the row stands for, where it is one for several. */
  parts?: readonly Concern[];
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
  return [...foreseen, ...gather(silent, open)];
}

/** Give each car that is silent one row, and all that never told anything one together: a day that nobody tells of has one thing to mind. */
function gather(silent: readonly Concern[], open: Day): Concern[] {
  const cars = [...new Set(silent.map((one) => one.car?.id ?? ''))].map((id) => join(silent.filter((one) => one.car?.id === id), open));
  const quiet = cars.filter((one) => one.isQuiet);
  const [first] = quiet;
  if (!first || quiet.length === 1) return cars;
  const visits = silent.filter((one) => one.isQuiet);
  const text = say('alert.silent', { n: quiet.length, visits: visits.length, time: startOf(visits[0], open) });
  return [...cars.filter((one) => !one.isQuiet), { key: 'silent', car: undefined, visit: null, who: '', text, isQuiet: true, parts: quiet }];
}

/** Make one of what is to mind of a car's visits; what is alone stays as it is. */
function join(visits: readonly Concern[], open: Day): Concern {
  const [first, second] = visits as [Concern, ...Concern[]];
  if (!second) return first;
  const text = say('alert.overdue_visits', { n: visits.length, time: startOf(first, open) });
  return { ...first, key: `overdue ${first.car?.id}`, visit: null, who: '', text, parts: visits };
}

function startOf(concern: Concern | undefined, { visits, board }: Day): string {
  return clock(visits.get(concern?.visit ?? '')?.stop?.start ?? 0, board.timezone);
}

/** What rows stand for, each thing by itself. */
export function eachOf(concerns: readonly Concern[]): Concern[] {
  return concerns.flatMap((one) => (one.parts ? eachOf(one.parts) : [one]));
}

export function ConcernText({ of: { car, who, text, parts = [] } }: { of: Concern }) {
  const cars = car ? [car] : parts.flatMap((one) => one.car ?? []);
  return <>{cars.map((one) => <Chip key={one.id} car={one} />)} {who ? <strong><bdi>{who}</bdi></strong> : car && <strong><bdi>{car.id}</bdi></strong>} <span>{text}</span></>;
}
