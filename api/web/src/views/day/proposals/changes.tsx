// What differs, visit by visit: which car and when before, and which and when after.

import type { Schemas } from '../../../client/client';
import { group, instant, type Change, type Difference } from '../../../model/told';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { choose, day, pointed, preview } from '../../../state/day';
import { say } from '../../../texts';

type Lock = NonNullable<Difference['locks']>[number];

export function Changes({ difference }: { difference: Difference }) {
  const groups = group(difference);
  const { nudged = [], locks = [] } = difference; // kept proposals may be older than the lists
  if (groups.length + nudged.length + locks.length === 0) return <p class="muted">{say('proposal.same')}</p>;
  return (
    <>
      {groups.map(({ kind, changes }) => (
        <section key={kind} class={`changes ${kind}`}>
          <h3>{say(`proposal.${kind}`)} <span class="muted">{changes.length}</span></h3>
          <ul>{changes.map((change) => <Line key={change.visit} change={change} isGone={kind === 'gone'} />)}</ul>
        </section>
      ))}
      <Locks name={say('proposal.locked')} locks={locks.filter((one) => one.lock)} />
      <Locks name={say('proposal.unlocked')} locks={locks.filter((one) => !one.lock)} />
      {nudged.length > 0 && (
        <details class="changes" open={groups.length === 0}>
          <summary>{say('proposal.nudged')} <span class="muted">{nudged.length}</span></summary>
          <ul>{nudged.map((change) => <Line key={change.visit} change={change} />)}</ul>
        </details>
      )}
    </>
  );
}

/** Visits that are locked, each to what, or let go. */
function Locks({ name, locks }: { name: string; locks: readonly Lock[] }) {
  if (locks.length === 0) return null;
  return (
    <section class="changes">
      <h3>{name} <span class="muted">{locks.length}</span></h3>
      <ul>{locks.map(({ visit, lock }) => <li key={visit}><bdi>{nameOf(visit)}</bdi> <LockedTo lock={lock} /></li>)}</ul>
    </section>
  );
}

function LockedTo({ lock }: Pick<Lock, 'lock'>) {
  const open = day.value;
  if (!lock || !open) return null;
  const car = open.cars.get(lock.car ?? '');
  return <span class="where">{car ? <Chip car={car} /> : <bdi>{lock.car}</bdi>} {lock.start !== null && clock(instant(lock.start), open.board.timezone)}</span>;
}

function nameOf(visit: string): string {
  return (preview.value?.visits.get(visit) ?? day.value?.visits.get(visit))?.who ?? visit;
}

/** One visit before and after; one that fell away is asked for no more, so it has no after. */
function Line({ change, isGone = false }: { change: Change; isGone?: boolean }) {
  const late = change.after?.late_s ?? 0;
  return (
    <li>
      <button type="button" class="change" onClick={() => choose({ visit: change.visit })} onMouseEnter={() => { pointed.value = { visit: change.visit }; }} onMouseLeave={() => { pointed.value = null; }}>
        <bdi>{nameOf(change.visit)}</bdi>
        <span class="way">
          <Where placed={change.before} />
          {!isGone && <><span aria-label={say('proposal.becomes')}>→</span> <Where placed={change.after} /></>}
          {late > 0 && <span class="late">{say('visit.miss', { minutes: minutes(late) })}</span>}
        </span>
      </button>
    </li>
  );
}

function Where({ placed }: { placed: Schemas['PlacedVisit'] | null }) {
  const open = day.value;
  if (!placed || !open) return <span class="muted">{say('proposal.nowhere')}</span>;
  const car = open.cars.get(placed.car);
  return <span class="where">{car ? <Chip car={car} /> : <bdi>{placed.car}</bdi>} {clock(instant(placed.start), open.board.timezone)}</span>;
}
