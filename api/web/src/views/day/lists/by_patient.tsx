// Patients with all their visits of the day.

import type { Visit } from '../../../model/board';
import { compareNames } from '../../../model/names';
import { shown } from '../../../state/day';
import { say } from '../../../texts';
import { Line } from './line';
import { found } from './searching';

export function ByPatient() {
  const day = shown.value;
  if (!day) return null;
  const visits = day.board.visits.filter((visit) => found.value?.visits.has(visit.id) ?? true);
  return (
    <>
      {groups(visits).map(([patient, own]) => (
        <section key={patient} class="patient-card">
          <h3><bdi>{own[0]?.who}</bdi>{own.length > 1 && <span class="muted">{say('word.visits', { n: own.length })}</span>}</h3>
          <ol>{own.map((visit) => <Line key={visit.id} visit={visit} timezone={day.board.timezone} car={day.cars.get(visit.stop?.car ?? '')} />)}</ol>
        </section>
      ))}
    </>
  );
}

function groups(visits: readonly Visit[]): [string, Visit[]][] {
  const byPatient = new Map<string, Visit[]>();
  for (const visit of visits) byPatient.set(visit.patient, [...(byPatient.get(visit.patient) ?? []), visit]);
  for (const own of byPatient.values()) own.sort((one, other) => (one.stop?.start ?? Infinity) - (other.stop?.start ?? Infinity));
  return [...byPatient].sort(([, [one]], [, [other]]) => compareNames(one?.who ?? '', other?.who ?? ''));
}
