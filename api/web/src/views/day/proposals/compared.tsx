// The plan and its open proposals side by side: what each adds up to, and where each has the visits that change.

import { group, type Difference, instant, totalsOf } from '../../../model/told';
import { clock } from '../../../model/figures';
import { lineUp, type Row } from '../../../model/proposals';
import { Chip } from '../../../parts/chip';
import { choose, day } from '../../../state/day';
import { say } from '../../../texts';
import type { Proposal } from './proposing';
import { ROWS, SumCell } from './sums';

export function Compared({ proposals }: { proposals: readonly Proposal[] }) {
  if (!day.value || proposals.length === 0) return null;
  const before = totalsOf(day.value);
  const shown = ROWS.filter((row) => [before, ...proposals.map((one) => one.difference.after)].some((totals) => row.of(totals) !== 0));
  return (
    <div class="compared" tabIndex={0} role="region" aria-label={say('compared.title')}>
      <table class="sums">
        <thead><tr><td /><th scope="col">{say('compared.plan')}</th>{proposals.map((one, at) => <th key={one.id} scope="col">{at + 1}</th>)}</tr></thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.label}><th scope="row">{say(row.label)}</th><td>{row.write(row.of(before))}</td>{proposals.map((one) => <SumCell key={one.id} row={row} difference={{ ...one.difference, before }} />)}</tr>
          ))}
          <tr><th scope="row">{say('compared.hard')}</th><td>–</td>{proposals.map((one) => <td key={one.id} class={one.faults.hard.length > 0 ? 'worse' : undefined}>{one.faults.hard.length}</td>)}</tr>
          <tr><th scope="row">{say('compared.others')}</th><td>–</td>{proposals.map((one) => <td key={one.id}>{countMoved(one.difference)}</td>)}</tr>
        </tbody>
      </table>
      <h3>{say('compared.visits')}</h3>
      <table class="sums">
        <thead><tr><td /><th scope="col">{say('compared.plan')}</th>{proposals.map((one, at) => <th key={one.id} scope="col">{at + 1}</th>)}</tr></thead>
        <tbody>{lineUp(proposals.map((one) => one.difference)).map((row) => <Line key={row.visit} row={row} />)}</tbody>
      </table>
    </div>
  );
}

/** Visits that change without having been asked for: all but those that are new. */
function countMoved(difference: Difference): number {
  return group(difference).filter((one) => one.kind !== 'new').reduce((sum, one) => sum + one.changes.length, 0);
}

function Line({ row: { visit, before, changes } }: { row: Row }) {
  return (
    <tr>
      <th scope="row"><button type="button" class="quiet" onClick={() => choose({ visit })}><bdi>{day.value?.visits.get(visit)?.who ?? visit}</bdi></button></th>
      <td><Where placed={before} /></td>
      {changes.map((one, at) => (
        <td key={at}>
          {one ? <>{one.kind === 'gone' ? <span class="muted">{say('proposal.gone')}</span> : <Where placed={one.after} />}{one.reasons.map(({ text }) => <small key={String(text)} class="muted">{String(text)}</small>)}</> : <span class="muted" role="img" aria-label={say('compared.same')}>=</span>}
        </td>
      ))}
    </tr>
  );
}

function Where({ placed }: { placed: Row['before'] }) {
  const open = day.value;
  if (!placed || !open) return <span class="muted">{say('proposal.nowhere')}</span>;
  const car = open.cars.get(placed.car);
  return <>{car ? <Chip car={car} /> : <bdi>{placed.car}</bdi>} {clock(instant(placed.start), open.board.timezone)}</>;
}
