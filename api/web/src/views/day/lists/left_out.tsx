// Visits without a place: why no car can take them, and what would help.

import { useComputed } from '@preact/signals';
import { placeBeside, type Day, type Visit } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { skillWord } from '../../../model/skills';
import { chosen, shown } from '../../../state/day';
import { say } from '../../../texts';
import { PANELS } from '../panels';
import { task } from '../task';
import { windowsOf } from '../visit_name';
import { Signs } from './line';
import { found } from './searching';

export function LeftOut() {
  const day = shown.value;
  if (!day) return null;
  const visits = day.unassigned.filter((visit) => found.value?.visits.has(visit.id) ?? true);
  if (visits.length === 0) return <p class="none">{say('lists.none_left')}</p>;
  return <>{visits.map((visit) => <Card key={visit.id} visit={visit} day={day} />)}</>;
}

function Card({ visit, day }: { visit: Visit; day: Day }) {
  const isChosen = useComputed(() => chosen.value !== null && 'visit' in chosen.value && chosen.value.visit === visit.id).value;
  const reasons = day.board.unassigned.find((one) => one.visit === visit.id)?.reasons ?? [];
  return (
    <section class="left-card">
      <h3><button type="button" class="name" data-visit={visit.id} aria-pressed={isChosen}><bdi>{visit.who}</bdi><Signs visit={visit} /></button></h3>
      <p class="muted">
        {placeBeside(visit) && <><bdi>{placeBeside(visit)}</bdi> · </>}{minutes(visit.duration_s)} · {windowsOf(visit, day.board.timezone)}
        {visit.skills.length > 0 && ` · ${visit.skills.map(skillWord).join(', ')}`}{visit.mandatory && ` · ${say('visit.mandatory')}`}
      </p>
      <ul class="reasons">
        {reasons.map((reason) => <li key={`${reason.code} ${reason.text}`}>{reason.text}{reason.would_help && <span class="help">{say('lists.would_help', { what: reason.would_help })}</span>}</li>)}
      </ul>
      {PANELS['why'] && <button type="button" onClick={() => { task.value = { panel: 'why', visit: visit.id }; }}>{say('lists.why')}</button>}
    </section>
  );
}
