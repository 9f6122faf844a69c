// The whole day on paper: what it adds up to, who has no place, and a page for each car.

import { useEffect } from 'preact/hooks';
import { hours, longDate, number, percent } from '../../model/figures';
import type { Day } from '../../model/board';
import { Chip } from '../../parts/chip';
import { Opening } from '../../parts/opening';
import { day, openPlan } from '../../state/day';
import { say } from '../../texts';
import { Sheet } from './sheet';
import './paper.css';

export function PaperView({ plan }: { plan: string }) {
  useEffect(() => openPlan(plan), [plan]);
  const open = day.value;
  if (open?.board.plan !== plan) return <Opening plan={plan} />;
  return (
    <div class="papers">
      <p class="screen-only bar">
        <button type="button" class="main" onClick={() => print()}>{say('paper.print')}</button>
        <a href={`/plans/${plan}`}>{say('car.whole_day')}</a>
      </p>
      <Overview day={open} />
      {open.board.cars.filter((car) => open.stops.get(car.id)?.length).map((car) => <Sheet key={car.id} day={open} car={car} />)}
    </div>
  );
}

function Overview({ day: open }: { day: Day }) {
  const { board } = open;
  return (
    <article class="sheet-paper">
      <header>
        <h1><bdi>{board.team_name}</bdi></h1>
        <p>{longDate(board.date)} · {say(`state.${board.state as 'proposed'}`)}, {say('word.version', { n: board.version })}</p>
        <p>{number(board.kpis.visits_planned)} {say('day.visits')} · {number(board.kpis.visits_unassigned)} {say('day.unassigned')} · {hours(board.kpis.drive_s)} {say('day.driving')} · {percent(board.kpis.care_share)} {say('day.care_share')}</p>
      </header>
      <table>
        <thead><tr><th scope="col">{say('paper.car')}</th><th scope="col">{say('paper.crew')}</th><th scope="col">{say('day.visits')}</th><th scope="col">{say('day.driving')}</th></tr></thead>
        <tbody>
          {board.cars.map((car) => (
            <tr key={car.id}>
              <td><Chip car={car} /> <bdi>{car.id}</bdi></td>
              <td><bdi>{car.crew.map((one) => one.name).join(', ')}</bdi></td>
              <td>{number(open.stops.get(car.id)?.length ?? 0)}</td>
              <td>{car.sums ? hours(car.sums.drive_s) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {board.unassigned.length > 0 && <LeftOut day={open} />}
    </article>
  );
}

function LeftOut({ day: open }: { day: Day }) {
  return (
    <section>
      <h2>{say('paper.left_out')}</h2>
      <ul>
        {open.board.unassigned.map((one) => (
          <li key={one.visit}><bdi>{open.visits.get(one.visit)?.who ?? one.visit}</bdi>: {one.reasons[0]?.text}</li>
        ))}
      </ul>
    </section>
  );
}
