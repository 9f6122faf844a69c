import { useLayoutEffect, useRef } from 'preact/hooks';
import { instant } from '../../../model/told';
import { clock, minutes } from '../../../model/figures';
import { Chip } from '../../../parts/chip';
import { day } from '../../../state/day';
import { say } from '../../../texts';
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
  useLayoutEffect(() => { if (chosen) radio.current?.focus(); }, [chosen]);
  if (!open) return null;
  const car = open.cars.get(offer.car);
  const moved = offer.moved.filter((one) => Math.abs(one.shift_s) >= 60);
  return (
    <label class={chosen ? 'offer chosen' : 'offer'} onMouseEnter={() => onHover(true)} onMouseLeave={() => onHover(false)}>
      <span class="head">
        <input ref={radio} type="radio" name="offer" data-first={number === 1 || undefined} checked={chosen} onChange={onChoose} />
        <kbd aria-hidden="true">{number}</kbd>
        {car && <Chip car={car} />}
        <strong>{clock(instant(offer.start), open.board.timezone)}</strong>
        <span>{say('offers.driving', { time: minutes(offer.drive_s) })}</span>
      </span>
      <span class="who"><bdi>{car?.crew.map((one) => one.name).join(', ') ?? offer.car}</bdi>{offer.known && <span class="good">{say('offers.known')}</span>}</span>
      <span class="does">
        {offer.late_s > 0 && <span class="bad">{say('offers.late', { time: minutes(offer.late_s) })}</span>}
        {offer.overtime_s > 0 && <span class="bad">{say('offers.overtime', { time: minutes(offer.overtime_s) })}</span>}
        {moved.length === 0 && <span>{say('offers.none_moved')}</span>}
        {moved.map((one) => (
          <span key={one.visit} class={one.late_s > one.was_late_s ? 'bad' : undefined}>
            <bdi>{open.visits.get(one.visit)?.patient ?? one.visit}</bdi> {clock(instant(one.was), open.board.timezone)} → {clock(instant(one.start), open.board.timezone)}{one.late_s > one.was_late_s && `, ${say('proposal.late_by', { time: minutes(one.late_s) })}`}
          </span>
        ))}
      </span>
    </label>
  );
}
