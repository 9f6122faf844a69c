// A car's run sheet as it is printed: an A4 page with room to write.

import { clock, hours, kilometres, longDate, minutes } from '../../model/figures';
import { placeBeside, windowOf, type Car, type Day, type PlannedVisit } from '../../model/board';
import { entriesOf, type Entry } from '../../model/sheet';
import { Chip } from '../../parts/chip';
import { say, sayIfKnown } from '../../texts';
import './paper.css';

export function Sheet({ day: open, car }: { day: Day; car: Car }) {
  const { board } = open;
  const stops = open.stops.get(car.id) ?? [];
  const entries = entriesOf(open, car.id);
  const isAfter = (one: Entry): boolean => one.kind === 'break' && car.returns !== null && one.at >= car.returns;
  const row = (one: Entry) => one.kind === 'visit'
    ? <Row key={one.visit.id} visit={one.visit} timezone={board.timezone} />
    : <Edge key={one.at} at={`${clock(one.at, board.timezone)}–${clock(one.end, board.timezone)}`} what={say('span.break')} place="" />;
  return (
    <article class="sheet-paper">
      <header>
        <h2><Chip car={car} /> <bdi>{car.id}</bdi></h2>
        <p><bdi>{board.team_name}</bdi>, {longDate(board.date)} · {say(`state.${board.state as 'proposed'}`)}, {say('word.version', { n: board.version })}</p>
        <p><bdi>{car.crew.map((one) => one.name).join(', ')}</bdi></p>
      </header>
      <table>
        <thead>
          <tr><th scope="col">{say('paper.time')}</th><th scope="col">{say('paper.stop')}</th><th scope="col">{say('car.window')}</th><th scope="col">{say('car.needs')}</th><th scope="col">{say('paper.notes')}</th></tr>
        </thead>
        <tbody>
          {car.leaves !== null && <Edge at={clock(car.leaves, board.timezone)} what={say('paper.leave')} place={car.start.name} />}
          {entries.filter((one) => !isAfter(one)).map(row)}
          {car.returns !== null && <Edge at={clock(car.returns, board.timezone)} what={say('paper.return')} place={car.end?.name ?? ''} />}
          {entries.filter(isAfter).map(row)}
        </tbody>
      </table>
      {car.sums && <p>{say('car.sums', { n: stops.length, km: kilometres(car.sums.drive_m), time: hours(car.sums.drive_s) })}</p>}
    </article>
  );
}

function Row({ visit, timezone }: { visit: PlannedVisit; timezone: string }) {
  const window = windowOf(visit);
  return (
    <tr>
      <td><strong>{clock(visit.stop.start, timezone)}</strong>–{clock(visit.stop.end, timezone)}</td>
      <td>
        <strong>{visit.stop.number}. <bdi>{visit.who}</bdi></strong><br />
        {visit.place && visit.kind === 'home' ? <bdi>{placeBeside(visit)}</bdi> : say(`kind.${visit.kind}`)}
        {visit.stop.drive_s > 0 && <span class="muted"> · {minutes(visit.stop.drive_s)}, {kilometres(visit.stop.drive_m)}</span>}
      </td>
      <td class="window">{window && `${clock(window.start, timezone)}–${clock(window.end, timezone)}`}</td>
      <td>{visit.skills.map((skill) => sayIfKnown(`skill.${skill}`, skill)).join(', ')}{visit.crew_size > 1 && ` · ${say('car.crew_of', { n: visit.crew_size })}`}</td>
      <td />
    </tr>
  );
}

function Edge({ at, what, place }: { at: string; what: string; place: string }) {
  return <tr class="edge"><td>{at}</td><td colSpan={4}>{what} <bdi>{place}</bdi></td></tr>;
}
