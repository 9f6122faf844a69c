// A visit as a line of a list.

import { useComputed } from '@preact/signals';
import { placeBeside, type Car, type Visit } from '../../../model/board';
import { clock } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { Mark } from '../../../parts/mark';
import { chosen, pointed } from '../../../state/day';
import { say } from '../../../texts';
import { isLate, marksOf } from '../marks';
import { missOf } from '../visit_name';

interface Props {
  visit: Visit;
  timezone: string;
  /** Shown where the list is not about one car. */
  car?: Car | undefined;
}

export function Line({ visit, timezone, car }: Props) {
  const isChosen = useComputed(() => chosen.value !== null && 'visit' in chosen.value && chosen.value.visit === visit.id).value;
  const isPointed = useComputed(() => pointed.value !== null && 'visit' in pointed.value && pointed.value.visit === visit.id).value;
  const { stop } = visit;
  return (
    <li>
      <button type="button" class={isPointed ? 'line pointed' : 'line'} data-visit={visit.id} aria-pressed={isChosen}>
        <span class="number">{car ? <Chip car={car} text={stop ? `${car.label} ${stop.number}` : car.label} /> : stop?.number}</span>{' '}
        <span class="time">{stop ? clock(stop.start, timezone) : '–'}</span>{' '}
        <span class="who"><bdi>{visit.who}</bdi><Signs visit={visit} />{' '}<small><bdi>{placeBeside(visit) ?? (visit.protected ? say('visit.protected') : say(`kind.${visit.kind}`))}</bdi></small></span>
      </button>
    </li>
  );
}

/** How far a visit has come and what binds it, as signs with their words. */
export function Signs({ visit }: { visit: Visit }) {
  const marks = marksOf(visit).filter((one) => one !== 'late');
  return (
    <>
      {marks.map((one) => <span key={one} class="sign" role="img" title={wordOf(one, visit)} aria-label={wordOf(one, visit)}><Mark name={one} /></span>)}
      {missOf(visit) && <em class={isLate(visit) ? 'miss late' : 'miss'}>{missOf(visit)}</em>}
    </>
  );
}

function wordOf(mark: string, visit: Visit): string {
  if (mark === visit.status) return say(`status.${visit.status}`);
  if (mark === visit.kind) return say(`kind.${visit.kind}`);
  return mark === 'lock' ? say('visit.locked') : say('visit.together', { n: visit.together.length });
}
