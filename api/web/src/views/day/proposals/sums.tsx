// What a proposal costs and saves, beside how it is now.

import type { Difference } from '../../../model/told';
import { hours, kilometres, number } from '../../../model/figures';
import { say, type Key } from '../../../texts';

interface Row {
  label: Key;
  of: (kpis: Readonly<Record<string, number | null>>) => number;
  write: (value: number) => string;
  /** More of it is better. */
  isGood?: boolean;
}

const ROWS: readonly Row[] = [
  { label: 'proposal.planned_visits', of: (kpis) => kpis['visits_planned'] ?? 0, write: number, isGood: true },
  { label: 'proposal.unplanned_visits', of: (kpis) => kpis['visits_unassigned'] ?? 0, write: number },
  { label: 'proposal.drive', of: (kpis) => kpis['drive_s'] ?? 0, write: hours },
  { label: 'proposal.distance', of: (kpis) => kpis['drive_m'] ?? 0, write: kilometres },
  { label: 'proposal.lateness', of: (kpis) => kpis['late_s'] ?? 0, write: hours },
  { label: 'proposal.overtime', of: (kpis) => kpis['overtime_s'] ?? 0, write: hours },
];

export function Sums({ difference: { before, after } }: { difference: Difference }) {
  const rows = ROWS.map((row) => ({ ...row, was: row.of(before.kpis), is: row.of(after.kpis) })).filter((row) => row.was !== 0 || row.is !== 0);
  return (
    <table class="sums">
      <thead><tr><th scope="col" /><th scope="col">{say('proposal.now')}</th><th scope="col">{say('proposal.then')}</th></tr></thead>
      <tbody>
        {rows.map(({ label, was, is, write, isGood = false }) => (
          <tr key={label}><th scope="row">{say(label)}</th><td>{write(was)}</td><td class={was === is ? undefined : (is > was) === isGood ? 'better' : 'worse'}>{write(is)}{was !== is && <span aria-hidden="true">{is > was ? ' ↑' : ' ↓'}</span>}</td></tr>
        ))}
        <tr><th scope="row">{say('proposal.cost')}</th><td>{number(before.cost.total)}</td><td>{number(after.cost.total)}</td></tr>
      </tbody>
    </table>
  );
}
