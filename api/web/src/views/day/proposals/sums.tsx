// What a proposal costs and saves, beside how it is now.

import type { Schemas } from '../../../client/client';
import type { Difference } from '../../../model/told';
import { hours, kilometres, minutes, number } from '../../../model/figures';
import { costOfRoutes, inDriving } from '../../../model/price';
import { say, type Key } from '../../../texts';

export interface SumRow {
  label: Key;
  of: (totals: Schemas['PlanTotals']) => number;
  write: (value: number) => string;
  /** More of it is better. */
  isGood?: boolean;
  /** It has no unit: how it changes is told as so much driving. */
  isPrice?: boolean;
}

export const ROWS: readonly SumRow[] = [
  { label: 'proposal.planned_visits', of: ({ kpis }) => kpis['visits_planned'] ?? 0, write: number, isGood: true },
  { label: 'proposal.unplanned_visits', of: ({ kpis }) => kpis['visits_unassigned'] ?? 0, write: number },
  { label: 'proposal.drive', of: ({ kpis }) => kpis['drive_s'] ?? 0, write: hours },
  { label: 'proposal.distance', of: ({ kpis }) => kpis['drive_m'] ?? 0, write: kilometres },
  { label: 'proposal.lateness', of: ({ kpis }) => kpis['late_s'] ?? 0, write: hours },
  { label: 'proposal.overtime', of: ({ kpis }) => kpis['overtime_s'] ?? 0, write: hours },
  { label: 'proposal.cost', of: ({ cost }) => costOfRoutes({ cost: cost.total, parts: cost.parts }), write: number, isPrice: true },
];

/** The sums before and after, under the names of the two. */
export function Sums({ difference, names = [say('proposal.now'), say('proposal.then')] }: { difference: Difference; names?: readonly [string, string] }) {
  const { before, after } = difference;
  const rows = ROWS.filter((row) => row.of(before) !== 0 || row.of(after) !== 0);
  return (
    <table class="sums">
      <thead><tr><td />{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
      <tbody>{rows.map((row) => <tr key={row.label}><th scope="row">{say(row.label)}</th><td>{row.write(row.of(before))}</td><SumCell row={row} difference={difference} /></tr>)}</tbody>
    </table>
  );
}

/** What a figure becomes, with whether that is more or less, and better or worse. */
export function SumCell({ row: { of, write, isGood = false, isPrice = false }, difference: { before, after } }: { row: SumRow; difference: Difference }) {
  const [was, is] = [of(before), of(after)];
  if (was === is) return <td>{write(is)}</td>;
  return <td class={(is > was) === isGood ? 'better' : 'worse'}>{write(is)}<span aria-hidden="true">{is > was ? ' ↑' : ' ↓'}</span>{isPrice && <small>{tellLike(is - was, before)}</small>}</td>;
}

function tellLike(cost: number, { cost: { parts }, kpis }: Difference['before']): string {
  const driving = inDriving(cost, { parts, drive_s: kpis['drive_s'] ?? 0 });
  return driving === null ? '' : say(cost > 0 ? 'cost.more' : 'cost.less', { time: minutes(driving) });
}
