// What else the patient of a call is to have today and has no place for: it may be what the call is about.

import type { Visit } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { skillWord } from '../../../model/skills';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { windowsOf } from '../visit_name';

/** Tell of each visit of a patient that is left out, but for the call itself. */
export function Unplaced({ patient, but }: { patient: string; but?: string }) {
  const open = day.value;
  const left = open?.unassigned.filter((one) => one.patient === patient && one.id !== but) ?? [];
  if (!open || left.length === 0) return null;
  return <p class="hint" role="status">{say('call.unplaced')} {left.map((one) => describe(one, open.board.timezone)).join('; ')}</p>;
}

function describe(visit: Visit, timezone: string): string {
  return [windowsOf(visit, timezone), minutes(visit.duration_s), ...visit.skills.map(skillWord)].join(', ');
}
