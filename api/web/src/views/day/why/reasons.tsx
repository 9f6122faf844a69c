// Reasons in words, each with what would help as a button that shows its price.

import type { Schemas } from '../../../client/client';
import type { Board } from '../../../model/board';
import { Chip } from '../../../parts/chip';
import { say } from '../../../texts';
import { busy } from '../acting';
import { mayTry, tryOut } from './experiments';

interface Props {
  board: Board;
  visit: string;
  reasons: readonly Schemas['ReasonEntry'][];
  /** The call that asks for the visit, where it waits. */
  call?: string;
}

export function Reasons({ board, visit, reasons, call }: Props) {
  return (
    <ul class="reasons">
      {reasons.map((one) => (
        <li key={`${one.code} ${one.cars.join()}`}>
          <p><Cars board={board} cars={one.cars} /> {one.text}</p>
          <Help reason={one} visit={visit} {...call && { call }} />
        </li>
      ))}
    </ul>
  );
}

/** What would help: tried by a press, or done where nothing but a place is needed. */
function Help({ reason: { would_help: help, experiment }, visit, call }: { reason: Schemas['ReasonEntry'] } & Pick<Props, 'visit' | 'call'>) {
  const isPlace = experiment?.kind === 'place';
  const may = mayTry() && experiment;
  const act = () => { if (experiment) void tryOut(experiment, visit, call); };
  if (may && help && !isPlace) return <button type="button" aria-disabled={busy.value} onClick={act}>{say('why.try')}: {help}</button>;
  return (
    <>
      {help && <p class="muted">{isPlace ? help : say('lists.would_help', { what: help })}</p>}
      {may && isPlace && <button type="button" class="main" aria-disabled={busy.value} onClick={act}>{say('why.place')}</button>}
    </>
  );
}

function Cars({ board, cars }: { board: Board; cars: readonly string[] }) {
  return <>{board.cars.filter((car) => cars.includes(car.id)).map((car) => <Chip key={car.id} car={car} />)}</>;
}
