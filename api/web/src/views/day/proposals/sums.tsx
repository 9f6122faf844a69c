// What a proposal costs and saves, beside how it is now.

import type { Schemas } from '../../../client/client';
import type { Difference } from '../../../model/told';
import { hours, kilometres, number } from '../../../model/figures';
import { say, type Key } from '../../../texts';

export interface SumRow {
  label: Key;
  of: (totals: Schemas['PlanTotals']) => number;
  write: (value: number) => string;
  /** More of it is better. */
  isGood?: boolean;
}

export const ROWS: readonly SumRow[] = [
  { label: 'proposal.planned_visits', of: ({ kpis }) => kpis['visits_planned'] ?? 0, write: number, isGood: true },
  { label: 'proposal.unplanned_visits', of: ({ kpis }) => kpis['visits_unassigned'] ?? 0, write: number },
  { label: 'proposal.drive', of: ({ kpis }) => kpis['drive_s'] ?? 0, write: hours },
  { label: 'proposal.distance', of: ({ kpis }) => kpis['drive_m'] ?? 0, write: kilometres },
  { label: 'proposal.lateness', of: ({ kpis }) => kpis['late_s'] ?? 0, write: hours },
  { label: 'proposal.overtime', of: ({ kpis }) => kpis['overtime_s'] ?? 0, write: hours },
  { label: 'proposal.cost', of: ({ cost }) => cost.total, write: number },
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
export function SumCell({ row: { of, write, isGood = false }, difference: { before, after } }: { row: SumRow; difference: Difference }) {
  const [was, is] = [of(before), of(after)];
  return <td class={was === is ? undefined : (is > was) === isGood ? 'better' : 'worse'}>{write(is)}{was !== is && <span aria-hidden="true">{is > was ? ' ↑' : ' ↓'}</span>}</td>;
}
