// Why a plan made anew is better: what it gains and what that costs, in all and by the cars whose changes do it.

import type { Day } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { exchangesOf, gainOf, type Gain } from '../../../model/gains';
import { Chip } from '../../../parts/chip';
import { say, type Key } from '../../../texts';

/** Nobody minds less. */
const NOTICED_S = 60;
const AMOUNTS = ['drive', 'late', 'overtime'] as const;

interface Days {
  /** The day as it goes on if nothing is done. */
  before: Day;
  after: Day;
}

export function Gains({ before, after }: Days) {
  const { better, worse } = judge(gainOf(before, after), { before, after });
  return (
    <section class="gains">
      <h3>{say('gain.title')}</h3>
      <p class={better.length > 0 ? 'good' : undefined}>{better.length > 0 ? `${say('gain.better')} ${better.join(', ')}.` : say('gain.none')}</p>
      {worse.length > 0 && <p class="bad">{say('gain.worse')} {worse.join(', ')}.</p>}
      <ul>
        {exchangesOf(before, after).map((one) => (
          <li key={one.cars.join()}>
            {one.cars.map((id) => before.cars.get(id)).map((car) => car && <Chip key={car.id} car={car} />)} <bdi>{one.visits.map((visit) => visit.who).join(', ')}</bdi>: {tellExchange(one)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function tellExchange(gain: Gain): string {
  const { better, worse } = judge(gain, null);
  return [...better, ...worse].join(', ') || say('gain.even');
}

/** What is better and what is worse, in words; only of a whole plan, what its price tells besides. */
function judge(gain: Gain, whole: Days | null): { better: string[]; worse: string[] } {
  const amounts = AMOUNTS.map((name) => [name, gain[`${name}_s`]] as const).filter(([, change]) => Math.abs(change) >= NOTICED_S);
  const priced = whole ? (['continuity', 'balance'] as const).map((name) => [name, partOf(whole, name)] as const) : [];
  const tell = (isBetter: boolean) => [
    ...amounts.filter(([, change]) => change < 0 === isBetter).map(([name, change]) => say(`gain.${name}.${isBetter ? 'less' : 'more'}`, { time: minutes(Math.abs(change)) })),
    ...priced.filter(([, change]) => change !== 0 && change < 0 === isBetter).map(([name]) => say(`gain.${name}.${isBetter ? 'less' : 'more'}` as Key)),
  ];
  const isMoreUrgent = whole !== null && gain.placed === gain.lost && gain.placed > 0 && partOf(whole, 'unassigned') < 0;
  return {
    better: [...(isMoreUrgent ? [say('gain.urgent')] : gain.placed > 0 ? [say('gain.placed', { n: gain.placed })] : []), ...tell(true)],
    worse: [...(gain.lost > 0 && !isMoreUrgent ? [say('gain.lost', { n: gain.lost })] : []), ...tell(false)],
  };
}

function partOf({ before, after }: Days, name: string): number {
  return (after.board.cost_parts[name] ?? 0) - (before.board.cost_parts[name] ?? 0);
}
