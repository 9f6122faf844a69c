// A car's own page, for the phone of its crew: the next stop first, then the rest of the day.

import { useEffect } from 'preact/hooks';
import { clock, hours, kilometres, longDate } from '../../model/figures';
import { placeBeside, type Car, type Day } from '../../model/board';
import { entriesOf, hasEnded, nextOf } from '../../model/sheet';
import { Chip } from '../../parts/chip';
import { Opening } from '../../parts/opening';
import { mayDispatch } from '../../state/account';
import { day, openPlan } from '../../state/day';
import { say } from '../../texts';
import { WayBack } from '../day/events/telling';
import { Sheet } from '../paper/sheet';
import { NextStop } from './next_stop';
import './car.css';

export function CarView({ plan, car }: { plan: string; car: string }) {
  useEffect(() => openPlan(plan), [plan]);
  const open = day.value;
  if (open?.board.plan !== plan) return <Opening plan={plan} />;
  const found = open.cars.get(car);
  if (!found) return <p class="waiting">{say('shell.nowhere')}</p>;
  return (
    <>
      <div class="own screen-only">
        <Heading day={open} car={found} />
        <Today day={open} car={found} />
        <p class="elsewhere">
          <button type="button" onClick={() => print()}>{say('car.print')}</button>
          <a href={`/plans/${plan}`}>{say('car.whole_day')}</a>
        </p>
      </div>
      <Sheet day={open} car={found} />
    </>
  );
}

function Heading({ day: { board }, car }: { day: Day; car: Car }) {
  return (
    <header>
      <h1><Chip car={car} /> <bdi>{car.id}</bdi></h1>
      <p class="muted">
        <span class="date">{longDate(board.date)}</span> · <bdi>{board.team_name}</bdi>
        {car.crew.length > 0 && <> · <bdi>{car.crew.map((one) => one.name).join(', ')}</bdi></>}
      </p>
      {board.state === 'proposed' && <p class="draft">{say('car.not_published')}</p>}
    </header>
  );
}

function Today({ day: open, car }: { day: Day; car: Car }) {
  const stops = open.stops.get(car.id) ?? [];
  const next = nextOf(stops);
  const { timezone } = open.board;
  const ended = stops.filter(hasEnded);
  if (stops.length === 0) return <p class="card">{say('car.no_stops')}</p>;
  return (
    <>
      {next ? <NextStop key={next.id} day={open} visit={next} /> : <p class="card all-done">{say('car.all_done')}</p>}
      <Later day={open} car={car} next={next?.id ?? null} />
      {car.returns !== null && <p class="muted">{say('car.back', { time: clock(car.returns, timezone) })}</p>}
      {car.sums && <p class="muted">{say('car.sums', { n: stops.length, km: kilometres(car.sums.drive_m), time: hours(car.sums.drive_s) })}</p>}
      {ended.length > 0 && (
        <details class="ended">
          <summary>{say('car.ended', { n: ended.length })}</summary>
          <ol>
            {ended.map((visit) => (
              <li key={visit.id}>{clock(visit.stop.start, timezone)} <bdi>{visit.who}</bdi> <span class="muted">{say(`status.${visit.status}`)}</span> {mayDispatch(open.board.team_id) && <WayBack visit={visit} />}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Later({ day: open, car, next }: { day: Day; car: Car; next: string | null }) {
  const { timezone } = open.board;
  const since = next === null ? Infinity : (open.visits.get(next)?.stop?.start ?? 0);
  const later = entriesOf(open, car.id).filter((entry) => (entry.kind === 'visit' ? !hasEnded(entry.visit) && entry.visit.id !== next : entry.end > since));
  if (later.length === 0) return null;
  return (
    <section aria-labelledby="later">
      <h2 id="later">{say('car.later')}</h2>
      <ol class="later">
        {later.map((entry) => entry.kind === 'break'
          ? <li key={entry.at} class="pause"><time>{clock(entry.at, timezone)}</time> <span>{say('span.break')} {say('car.until', { time: clock(entry.end, timezone) })}</span></li>
          : (
            <li key={entry.visit.id}>
              <time>{clock(entry.visit.stop.start, timezone)}</time>
              <span>
                <strong><bdi>{entry.visit.who}</bdi></strong>
                {entry.visit.place ? <span class="muted"> <bdi>{placeBeside(entry.visit)}</bdi></span> : <span class="muted"> {say(`kind.${entry.visit.kind}`)}</span>}
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}
