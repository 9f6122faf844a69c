// The visits that are due, by patient; any of them can be taken off the day.

import { useState } from 'preact/hooks';
import { minutes } from '../../model/figures';
import { byPatient, clockIn, type DueVisit, type Morning, marked, type PatientDue } from '../../model/morning';
import { skillWord } from '../../model/skills';
import { say, sayIfKnown } from '../../texts';
import { change, sums, wanted } from './work';

export function Due({ found }: { found: Morning }) {
  const [sought, setSought] = useState('');
  const all = byPatient(found);
  const shown = all.filter((one) => `${one.patient} ${one.address ?? ''}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <section class="card due" aria-labelledby="due">
      <header>
        <h2 id="due">{say('morning.due')} <span class="muted">{say('morning.due.count', { visits: sums.value?.visits ?? 0, patients: sums.value?.patients ?? 0 })}</span></h2>
        <input type="search" aria-label={say('morning.search')} placeholder={say('morning.search')} value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
      </header>
      <ul>
        {shown.map((one) => <Patient key={one.patient} due={one} />)}
        {wanted.value.extra.map((visit) => (
          <li key={visit.id} class="extra">
            <div class="who"><bdi>{visit.patient}</bdi> <span class="tag">{say('morning.extra')}</span></div>
            <div class="visit">
              <Told visit={visit} />
              <button type="button" onClick={() => change(({ extra }) => ({ extra: extra.filter((other) => other.id !== visit.id) }))} aria-label={`${say('morning.remove')}: ${visit.patient}`}>{say('morning.remove')}</button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Patient({ due }: { due: PatientDue }) {
  return (
    <li>
      <div class="who"><bdi>{due.patient}</bdi> <span class="muted"><bdi>{due.isProtected ? say('morning.protected') : due.address}</bdi></span></div>
      {due.visits.map((visit) => {
        const off = wanted.value.off.includes(visit.id);
        return (
          <div key={visit.id} class={off ? 'visit off' : 'visit'}>
            <Told visit={visit} />
            <button type="button" aria-pressed={off} aria-label={`${say('morning.off')}: ${due.patient} ${times(visit)}`} onClick={() => change((now) => ({ off: marked(now.off, visit.id, !off) }))}>{say('morning.off')}</button>
          </div>
        );
      })}
    </li>
  );
}

function Told({ visit }: { visit: DueVisit }) {
  return (
    <span class="told">
      <span class="time">{times(visit)}</span>
      <span>{minutes(visit.duration_min * 60)}</span>
      {visit.kind !== 'home' && <span class="tag">{sayIfKnown(`kind.${visit.kind}`, visit.kind)}</span>}
      {visit.mandatory && <span class="tag strong">{say('morning.mandatory')}</span>}
      {visit.crew_size > 1 && <span class="tag">{say('morning.crew', { n: visit.crew_size })}</span>}
      {visit.skills.map((skill) => <span key={skill} class="tag"><bdi>{skillWord(skill)}</bdi></span>)}
    </span>
  );
}

/** The windows of a visit, as 08:00–10:00. */
function times(visit: DueVisit): string {
  if (visit.windows.length === 0) return say('morning.any_time');
  return visit.windows.map((one) => `${clockIn(one.start)}–${clockIn(one.end)}`).join(', ');
}
