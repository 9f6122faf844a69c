// Visits without a place: why no car can take them, and what would help.

import { useComputed } from '@preact/signals';
import type { Schemas } from '../../../client/client';
import { placeBeside, type Board, type Day, type Visit } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { IN_FORCE } from '../../../model/lives';
import { skillWord } from '../../../model/skills';
import { useAsked } from '../../../parts/use';
import { chosen, now, preview, shown } from '../../../state/day';
import { language, say } from '../../../texts';
import { PANELS } from '../panels';
import { task } from '../task';
import { windowsOf } from '../visit_name';
import { explain } from '../why/explanation';
import { Reasons } from '../why/reasons';
import { Signs } from './line';
import { found } from './searching';
import '../why/why.css';

type Told = Schemas['UnassignedEntry'];

export function LeftOut() {
  const day = shown.value;
  const { told, note } = useReasons(day);
  if (!day) return null;
  const visits = day.unassigned.filter((visit) => found.value?.visits.has(visit.id) ?? true);
  if (visits.length === 0) return <p class="none">{say('lists.none_left')}</p>;
  return (
    <>
      {note && <p class="muted none" role="status">{note}</p>}
      {visits.map((visit) => <Card key={visit.id} visit={visit} day={day} reasons={told.find((one) => one.visit === visit.id)?.reasons ?? []} />)}
    </>
  );
}

/** Reasons of a whole plan cost the service more than those of one visit: they are asked for anew so often, and when something is told. */
const ANEW_S = 900;

/** Why visits have no place in what is shown; a plan that others have changed, or whose day goes on, is asked for its reasons anew. */
function useReasons(day: Day | null): { told: readonly Told[]; note: string | null } {
  const board = day?.board;
  const isProposed = preview.value !== null;
  const isAsked = board !== undefined && !isProposed && board.unassigned.length > 0;
  const at = board ? quarterOf(board) : null;
  const { value, problem } = useAsked(async () => (isAsked ? explain(board.plan, at === null ? {} : { at }) : null), [isAsked, board?.etag, board?.last_event, at, language.value], { isQuiet: true });
  if (value && isAsked && board.version === value.version && board.last_event === value.last_event) return { told: value.unassigned, note: null };
  const told = board?.unassigned.map(({ visit, reasons }) => ({ visit, reasons: reasons.map((one) => ({ ...one, experiment: null })) })) ?? [];
  return { told, note: isAsked ? say(problem ? 'lists.reasons_old' : 'lists.reasons_asked') : null };
}

/** The time from which a day that goes on is looked at; null: nothing of it has begun, or it is over. */
function quarterOf({ state, extent: [first = 0, last = 0] }: Board): string | null {
  const at = Math.floor(now.value / ANEW_S) * ANEW_S;
  return IN_FORCE.has(state) && at >= first && at <= last ? new Date(at * 1000).toISOString() : null;
}

function Card({ visit, day, reasons }: { visit: Visit; day: Day; reasons: Told['reasons'] }) {
  const isChosen = useComputed(() => chosen.value !== null && 'visit' in chosen.value && chosen.value.visit === visit.id).value;
  return (
    <section class="left-card">
      <h3><button type="button" class="name" data-visit={visit.id} aria-pressed={isChosen}><bdi>{visit.who}</bdi><Signs visit={visit} /></button></h3>
      <p class="muted">
        {placeBeside(visit) && <><bdi>{placeBeside(visit)}</bdi> · </>}{minutes(visit.duration_s)} · {windowsOf(visit, day.board.timezone)}
        {visit.skills.length > 0 && ` · ${visit.skills.map(skillWord).join(', ')}`}{visit.mandatory && ` · ${say('visit.mandatory')}`}
      </p>
      <Reasons board={day.board} visit={visit.id} reasons={reasons} />
      {PANELS['why'] && <button type="button" onClick={() => { task.value = { panel: 'why', visit: visit.id }; }}>{say('lists.why')}</button>}
    </section>
  );
}
