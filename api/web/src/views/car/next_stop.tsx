// The stop that a crew is at or goes to, with what they need for it and what they can tell of it.

import { clock, kilometres, minutes } from '../../model/figures';
import { placeBeside, windowOf, type Day, type PlannedVisit } from '../../model/board';
import { stepsOf } from '../../model/sheet';
import { Phone } from '../../parts/phone';
import { account, mayDispatch } from '../../state/account';
import { say, sayIfKnown } from '../../texts';
import { Tell, WayBack } from '../day/events/telling';
import { useWhen, WhenField } from '../day/events/when';
import { missOf, tellLength, wishOf } from '../day/visit_name';

/** Who is there does not mind the way any more. */
const ON_THE_WAY: readonly PlannedVisit['status'][] = ['planned', 'en_route'];

export function NextStop({ day: open, visit }: { day: Day; visit: PlannedVisit }) {
  const { timezone } = open.board;
  const window = windowOf(visit);
  const wish = wishOf(visit, timezone);
  const started = visit.status !== 'planned';
  return (
    <section class="card next" aria-labelledby="next">
      <h2 id="next">{started ? say(`status.${visit.status}`) : say('car.next')}</h2>
      <p class="when"><time>{clock(visit.stop.start, timezone)}</time>–{clock(visit.stop.end, timezone)}</p>
      <p class="who"><bdi>{visit.who}</bdi></p>
      <Where visit={visit} />
      {visit.phone && <p class="call"><Phone number={visit.phone} /></p>}
      <dl>
        {window && <div><dt>{say('car.window')}</dt><dd>{clock(window.start, timezone)}–{clock(window.end, timezone)}</dd></div>}
        {wish && <div><dt>{say('visit.wish')}</dt><dd>{wish}</dd></div>}
        <div><dt>{say('car.takes')}</dt><dd>{tellLength(visit)}</dd></div>
        {ON_THE_WAY.includes(visit.status) && visit.stop.drive_s > 0 && <div><dt>{say('span.drive')}</dt><dd>{minutes(visit.stop.drive_s)}, {kilometres(visit.stop.drive_m)}</dd></div>}
        {visit.skills.length > 0 && <div><dt>{say('car.needs')}</dt><dd>{visit.skills.map((skill) => sayIfKnown(`skill.${skill}`, skill)).join(', ')}</dd></div>}
        {visit.crew_size > 1 && <div><dt>{say('car.crew')}</dt><dd>{say('car.crew_of', { n: visit.crew_size })}</dd></div>}
        {visit.together.length > 0 && <div><dt>{say('car.together')}</dt><dd><bdi>{carsWith(open, visit).join(', ')}</bdi></dd></div>}
      </dl>
      {missOf(visit) && <p class="bad">{missOf(visit)}</p>}
      {mayDispatch(open.board.team_id) && open.board.state !== 'proposed' && <Steps key={visit.id} visit={visit} />}
    </section>
  );
}

/** Where to go; the way there is shown by the phone's own map, where the house lets addresses out to it. */
function Where({ visit }: { visit: PlannedVisit }) {
  const { place } = visit;
  if (!place || visit.kind !== 'home') return <p class="where">{say(`kind.${visit.kind}`)}</p>;
  const there = `${place.lat},${place.lon}`;
  return (
    <p class="where">
      <bdi>{placeBeside(visit)}</bdi>
      {account.value?.navigation && !visit.protected && <a class="button" href={`geo:${there}?q=${there}`} target="_blank" rel="noreferrer">{say('car.show_way')}</a>}
    </p>
  );
}

function carsWith(open: Day, visit: PlannedVisit): string[] {
  return visit.together.flatMap((other) => open.visits.get(other)?.stop?.car ?? []);
}

function Steps({ visit }: { visit: PlannedVisit }) {
  const when = useWhen();
  return (
    <>
      <p class="steps">
        {stepsOf(visit).map((step, number) => <Tell key={step} event={step} visit={visit} label={say(`car.step.${step}`)} main={number === 0} when={when} />)}
        <WayBack visit={visit} />
      </p>
      <details class="earlier"><summary>{say('car.earlier')}</summary><WhenField when={when} /></details>
    </>
  );
}
