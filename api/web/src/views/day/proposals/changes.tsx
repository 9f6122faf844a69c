// What differs, visit by visit: which car and when before, and which and when after.

import type { Schemas } from '../../../client/client';
import type { Visit } from '../../../model/board';
import { group, instant, type Change, type Difference } from '../../../model/told';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { choose, day, pointed, preview } from '../../../state/day';
import { say } from '../../../texts';

export function Changes({ difference, locks = [] }: { difference: Difference; locks?: readonly Visit[] }) {
  const groups = group(difference);
  const nudged = difference.nudged ?? []; // kept proposals may be older than the list
  if (groups.length + nudged.length + locks.length === 0) return <p class="muted">{say('proposal.same')}</p>;
  return (
    <>
      {groups.map(({ kind, changes }) => (
        <section key={kind} class={`changes ${kind}`}>
          <h3>{say(`proposal.${kind}`)} <span class="muted">{changes.length}</span></h3>
          <ul>{changes.map((change) => <Line key={change.visit} change={change} isGone={kind === 'gone'} />)}</ul>
        </section>
      ))}
      <Locks name={say('proposal.locked')} visits={locks.filter((one) => one.lock)} />
      <Locks name={say('proposal.unlocked')} visits={locks.filter((one) => !one.lock)} />
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
function Locks({ name, visits }: { name: string; visits: readonly Visit[] }) {
  if (visits.length === 0) return null;
  return (
    <section class="changes">
      <h3>{name} <span class="muted">{visits.length}</span></h3>
      <ul>{visits.map((visit) => <li key={visit.id}><bdi>{visit.who}</bdi> <LockedTo visit={visit} /></li>)}</ul>
    </section>
  );
}

function LockedTo({ visit: { lock } }: { visit: Visit }) {
  const open = day.value;
  if (!lock || !open) return null;
  const car = open.cars.get(lock.car ?? '');
  return <span class="where">{car ? <Chip car={car} /> : <bdi>{lock.car}</bdi>} {lock.start !== null && clock(lock.start, open.board.timezone)}</span>;
}

/** One visit before and after; one that fell away is asked for no more, so it has no after. */
function Line({ change, isGone = false }: { change: Change; isGone?: boolean }) {
  const known = preview.value?.visits.get(change.visit) ?? day.value?.visits.get(change.visit);
  const late = change.after?.late_s ?? 0;
  return (
    <li>
      <button type="button" class="change" onClick={() => choose({ visit: change.visit })} onMouseEnter={() => { pointed.value = { visit: change.visit }; }} onMouseLeave={() => { pointed.value = null; }}>
        <bdi>{known?.who ?? change.visit}</bdi>
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
