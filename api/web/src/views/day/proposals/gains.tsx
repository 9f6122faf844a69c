// Why a plan made anew is better: what it gains and what that costs, in all and by the cars whose changes do it.

import { minutes } from '../../../model/figures';
import { exchangesOf, gainOf, type Gain } from '../../../model/gains';
import type { Difference } from '../../../model/told';
import { Chip } from '../../../parts/chip';
import { day, preview } from '../../../state/day';
import { say, type Key } from '../../../texts';

/** Nobody minds less. */
const NOTICED_S = 60;
const AMOUNTS = ['drive', 'late', 'overtime'] as const;

export function Gains({ difference }: { difference: Difference }) {
  const { better, worse } = judge(gainOf(difference), difference);
  const exchanges = day.value && preview.value ? exchangesOf(day.value, preview.value) : [];
  return (
    <section class="gains">
      <h3>{say('gain.title')}</h3>
      <p class={better.length > 0 ? 'good' : undefined}>{better.length > 0 ? `${say('gain.better')} ${better.join(', ')}.` : say('gain.none')}</p>
      {worse.length > 0 && <p class="bad">{say('gain.worse')} {worse.join(', ')}.</p>}
      <ul>
        {exchanges.map((one) => (
          <li key={one.cars.join()}>
            {one.cars.map((id) => day.value?.cars.get(id)).map((car) => car && <Chip key={car.id} car={car} />)} <bdi>{one.visits.map((visit) => visit.who).join(', ')}</bdi>: {tellExchange(one)}
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
function judge(gain: Gain, whole: Difference | null): { better: string[]; worse: string[] } {
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

function partOf({ before, after }: Difference, name: string): number {
  return (after.cost.parts[name] ?? 0) - (before.cost.parts[name] ?? 0);
}
