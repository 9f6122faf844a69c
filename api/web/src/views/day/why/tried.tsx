// What came of an experiment: its price, and the way on to the proposal.

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Board } from '../../../model/board';
import { minutes } from '../../../model/figures';
import { clockIn } from '../../../model/morning';
import { say } from '../../../texts';
import { showProposal } from '../proposals/proposing';
import type { Attempt } from './experiments';
import { Price } from './price';
import { PriceList } from './price_list';

/** ``who`` is what a visit is called that the day does not have yet. */
export function Tried({ tried: { told, again }, board, who }: { tried: Attempt; board: Board; who?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [told]);
  const { proposal } = told;
  return (
    <section class="tried" aria-labelledby="tried">
      <h3 id="tried" ref={heading} tabIndex={-1}>{told.text}</h3>
      {told.placed.map((one) => {
        const patient = board.visits.find((visit) => visit.id === one.visit)?.who ?? who ?? one.visit;
        return <p key={one.visit}>{say('why.placed', { time: clockIn(one.start), number: one.position })} <bdi>{one.car}</bdi> (<bdi>{patient}</bdi>{one.late_s > 0 && `, ${say('visit.miss', { minutes: minutes(one.late_s) })}`})</p>;
      })}
      {!proposal && <p>{say('why.no_help')}</p>}
      {!proposal && <ul class="reasons">{told.reasons.map((one) => <li key={one.code + one.cars.join()}>{one.text}</li>)}</ul>}
      {proposal && (
        <>
          <p><Price cost={told.cost.total} more="why.price" less="why.cheaper" board={board} />{told.drive_s !== 0 && ` · ${say('why.drive')} ${minutes(told.drive_s)}`}{told.overtime_s !== 0 && ` · ${say('why.overtime')} ${minutes(told.overtime_s)}`}</p>
          <PriceList parts={told.cost.parts} />
          <button type="button" class="main" onClick={() => showProposal(proposal.id, again)}>{say('why.show')}</button>
        </>
      )}
    </section>
  );
}
