// Reasons in words, each with what would help as a button that shows its price.

import { useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../../client/client';
import type { Board } from '../../../model/board';
import { Chip } from '../../../parts/chip';
import { mayDispatch } from '../../../state/account';
import { refresh } from '../../../state/day';
import { tellProblem } from '../../../state/notices';
import { asOf } from '../../../state/tried';
import { say } from '../../../texts';
import { tried } from './why_panel';

type Experiment = NonNullable<Schemas['ReasonEntry']['experiment']>;

interface Props {
  board: Board;
  visit: string;
  reasons: readonly Schemas['ReasonEntry'][];
}

export function Reasons({ board, visit, reasons }: Props) {
  const [trying, setTrying] = useState<Experiment | null>(null);
  const tryOut = (experiment: Experiment) => {
    setTrying(experiment);
    experimentWith(board, experiment).then((told) => { tried.value = { visit, told }; }, (error: unknown) => { tellProblem(error); void refresh(board.plan); }).finally(() => setTrying(null));
  };
  return (
    <ul class="reasons">
      {reasons.map((one) => (
        <li key={`${one.code} ${one.cars.join()}`}>
          <p><Cars board={board} cars={one.cars} /> {one.text}</p>
          {one.would_help && one.experiment && mayDispatch(board.team_id) && board.state !== 'closed'
            ? <button type="button" disabled={trying !== null} onClick={() => { if (one.experiment) tryOut(one.experiment); }}>{say('why.try')}: {one.would_help}</button>
            : one.would_help && <p class="muted">{say('why.would_help')}: {one.would_help}</p>}
        </li>
      ))}
    </ul>
  );
}

function Cars({ board, cars }: { board: Board; cars: readonly string[] }) {
  return <>{board.cars.filter((car) => cars.includes(car.id)).map((car) => <Chip key={car.id} car={car} />)}</>;
}

async function experimentWith(board: Board, experiment: Experiment): Promise<Schemas['TriedEntry']> {
  const params = { path: { key: board.plan }, header: { 'if-match': board.etag } };
  return take(client.POST('/api/plans/{key}/experiments', { params, body: { experiment, ...asOf } }));
}
