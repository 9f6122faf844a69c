import { useLayoutEffect, useRef } from 'preact/hooks';
import { crewNames } from '../../../model/board';
import { movedBy } from '../../../model/offers';
import { instant } from '../../../model/told';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { day } from '../../../state/day';
import { say, sayIfKnown } from '../../../texts';
import type { Offer } from './taking';

interface Props {
  offer: Offer;
  number: number;
  chosen: boolean;
  onChoose: () => void;
  onHover: (on: boolean) => void;
}

/** One place for a call: when, by whom, and what it does to the others. */
export function OfferCard({ offer, number, chosen, onChoose, onHover }: Props) {
  const radio = useRef<HTMLInputElement>(null);
  const open = day.value;
  useLayoutEffect(() => { if (chosen) follow(radio.current); }, [chosen]);
  if (!open) return null;
  const car = open.cars.get(offer.car);
  const moved = movedBy(offer);
  const why = offer.why.map(advantage).filter(Boolean).slice(0, 3);
  const crew = car ? crewNames(car) : offer.car;
  return (
    <label class={chosen ? 'offer chosen' : 'offer'} onMouseEnter={() => onHover(true)} onMouseLeave={() => onHover(false)}>
      <span class="head">
        <input ref={radio} type="radio" name="offer" data-first={number === 1 || undefined} checked={chosen} onChange={onChoose} />
        <kbd aria-hidden="true">{number}</kbd>
        {car && <Chip car={car} />}
        <strong>{clock(instant(offer.start), open.board.timezone)}</strong>
        <span>{say('offers.driving', { time: minutes(offer.drive_s) })}</span>
      </span>
      {(crew || offer.known) && <span class="who"><bdi>{crew}</bdi>{offer.known && <span class="good">{say('offers.known')}</span>}</span>}
      <span class="effects">
        {offer.late_s > 0 && <span class="bad">{say('visit.miss', { minutes: minutes(offer.late_s) })}</span>}
        {offer.overtime_s > 0 && <span class="bad">{say('offers.overtime', { time: minutes(offer.overtime_s) })}</span>}
        {moved.length === 0 && <span>{say('offers.none_moved')}</span>}
        {moved.map((one) => (
          <span key={one.visit} class={one.late_s > one.was_late_s ? 'bad' : undefined}>
            <bdi>{open.visits.get(one.visit)?.who ?? one.visit}</bdi> {clock(instant(one.was), open.board.timezone)} → {clock(instant(one.start), open.board.timezone)}{one.late_s > one.was_late_s && `, ${say('visit.miss', { minutes: minutes(one.late_s) })}`}
          </span>
        ))}
      </span>
      {why.length > 0 && <span class="why-first">{say('offers.first')} {why.join(', ')}</span>}
    </label>
  );
}

/** Keep the keyboard with what is chosen, unless it is at something else: offers come anew while somebody writes elsewhere. */
function follow(radio: HTMLInputElement | null): void {
  const at = document.activeElement;
  if (at === document.body || radio?.form?.contains(at)) radio?.focus();
}

/** What counted for the first offer; empty where that has no words of its own. */
function advantage({ kind, by }: Offer['why'][number]): string {
  if (kind === 'sooner') return say('offers.sooner', { time: minutes(by) });
  if (kind === 'fewer') return say('offers.fewer', { n: by });
  return kind === 'only' ? say('offers.only') : sayIfKnown(`offers.less.${kind}`, '');
}
