// All that is known of the chosen visit, and what can be done with it.

import type { ComponentChildren } from 'preact';
import type { Day, Visit } from '../../../model/board';
import { clock, hours, kilometres, minutes } from '../../../model/figures';
import { IN_FORCE } from '../../../model/lives';
import { skillWord } from '../../../model/skills';
import { Chip } from '../../../parts/chip';
import { Mark } from '../../../parts/mark';
import { Phone } from '../../../parts/phone';
import { mayDispatch } from '../../../state/account';
import { choose, chosenVisit, now, preview, shown } from '../../../state/day';
import { say } from '../../../texts';
import { Fell } from '../events/fell';
import { WayBack } from '../events/telling';
import { isAssumed, isLate, marksOf } from '../marks';
import { Panel } from '../panel';
import type { Task } from '../task';
import { missOf, tellLength, windowsOf, wishOf } from '../visit_name';
import { actionsOn } from './visit_actions';
import './visit.css';

/** It follows what is chosen, so that one can walk through the day with it open. */
export function VisitPanel({ task }: { task: Task }) {
  const day = shown.value;
  const visit = chosenVisit.value ?? day?.visits.get(task['visit'] ?? '');
  if (!day) return null;
  if (!visit) return <Fell title={say('visit.title')} />;
  const actions = actionsOn(visit);
  return (
    <Panel title={say('visit.title')}>
      <h3 class="patient"><bdi>{visit.who}</bdi> <span class="signs">{marksOf(visit).map((one) => <Mark key={one} name={one} size={16} />)}</span></h3>
      <When visit={visit} day={day} />
      {actions.length > 0 && (
        <div class="does">
          {actions.map((one) => <button key={one.label} type="button" class={one.main ? 'main' : undefined} aria-keyshortcuts={one.key} onClick={one.act}>{one.label}{one.key && <kbd aria-hidden="true">{one.key}</kbd>}</button>)}
        </div>
      )}
      <dl class="facts">
        <Asked visit={visit} timezone={day.board.timezone} />
        <Bound visit={visit} day={day} />
        <People visit={visit} day={day} />
      </dl>
    </Panel>
  );
}

function When({ visit, day }: { visit: Visit; day: Day }) {
  const { stop } = visit;
  const { timezone } = day.board;
  if (!stop) return <p class="when"><strong>{say('timeline.no_place')}</strong></p>;
  const car = day.cars.get(stop.car);
  return (
    <>
      <p class="when">
        <strong>{clock(stop.start, timezone)}–{clock(stop.end, timezone)}</strong>
        {car && <Chip car={car} text={`${car.label} ${stop.number}`} />}
        <span>{say(`status.${visit.status}`)}</span>
        {mayDispatch(day.board.team_id) && !preview.value && <WayBack visit={visit} />}
      </p>
      {stop.late_s > 0 && <p class={isLate(visit) ? 'miss late' : 'miss'}><Mark name="late" /> {missOf(visit)}</p>}
      {isAssumed(visit, now.value) && IN_FORCE.has(day.board.state) && <p class="muted">{say('visit.assumed')}</p>}
      <p class="drive muted">
        {stop.drive_s > 0 && <span>{say('visit.drive', { minutes: minutes(stop.drive_s), kilometres: kilometres(stop.drive_m) })}</span>}
        {stop.arrive !== null && stop.wait_s > 0 && <span>{say('visit.arrives', { time: clock(stop.arrive, timezone), minutes: minutes(stop.wait_s) })}</span>}
        {stop.slack_s !== null && <span>{say('visit.slack', { minutes: minutes(stop.slack_s) })}</span>}
      </p>
    </>
  );
}

function Asked({ visit, timezone }: { visit: Visit; timezone: string }) {
  const wish = wishOf(visit, timezone);
  return (
    <>
      {visit.who !== visit.patient && <Fact name={say('visit.id')}><bdi>{visit.id}</bdi></Fact>}
      <Fact name={say('visit.may_start')}>{windowsOf(visit, timezone)}</Fact>
      {wish && <Fact name={say('visit.wish')}>{wish}</Fact>}
      <Fact name={say('visit.takes')}>{tellLength(visit)} · {say(`kind.${visit.kind}`)}</Fact>
      {visit.place && <Fact name={say('visit.place')}><bdi>{visit.place.name}</bdi></Fact>}
      {visit.protected && <Fact name={say('visit.place')}>{say('visit.protected')}</Fact>}
      {visit.phone && <Fact name={say('visit.phone')}><Phone number={visit.phone} /></Fact>}
      {visit.skills.length > 0 && <Fact name={say('visit.skills')}>{visit.skills.map(skillWord).join(', ')}</Fact>}
      {visit.crew_size > 1 && <Fact name={say('visit.crew')}>{say('visit.persons', { n: visit.crew_size })}</Fact>}
      <Fact name={say('visit.priority')}>{visit.priority}{visit.mandatory && ` · ${say('visit.mandatory')}`}</Fact>
    </>
  );
}

function Bound({ visit, day }: { visit: Visit; day: Day }) {
  const { timezone } = day.board;
  const { lock } = visit;
  return (
    <>
      {lock && <Fact name={say('visit.lock')}>{[lock.car, lock.start === null ? null : clock(lock.start, timezone)].filter((one) => one !== null).map((one) => <bdi key={one}>{one} </bdi>)}</Fact>}
      {visit.together.length > 0 && <Fact name={say('visit.together_with')}>{visit.together.map((id) => <Other key={id} id={id} day={day} />)}</Fact>}
      {visit.gaps.map((gap) => (
        <Fact key={`${gap.before} ${gap.after}`} name={gap.after === visit.id ? say('visit.after') : say('visit.before')}>
          <Other id={gap.after === visit.id ? gap.before : gap.after} day={day} />
          {gap.max_s === null ? say('visit.gap', { min: hours(gap.min_s) }) : say('visit.gap_between', { min: hours(gap.min_s), max: hours(gap.max_s) })}
        </Fact>
      ))}
    </>
  );
}

function Other({ id, day }: { id: string; day: Day }) {
  const visit = day.visits.get(id);
  if (!visit) return <bdi>{id}</bdi>;
  return <button type="button" class="other" onClick={() => choose({ visit: id })}>{visit.stop && `${clock(visit.stop.start, day.board.timezone)} `}<bdi>{visit.who}</bdi></button>;
}

function People({ visit, day }: { visit: Visit; day: Day }) {
  const names = new Map(day.board.cars.flatMap((car) => car.crew.map((one) => [one.id, one.name] as const)));
  const crew = visit.stop ? (day.cars.get(visit.stop.car)?.crew ?? []) : [];
  const list = (ids: readonly string[]) => ids.map((id) => <bdi key={id} class={crew.some((one) => one.id === id) ? 'here person' : 'person'}>{names.get(id) ?? id}</bdi>);
  return (
    <>
      {crew.length > 0 && <Fact name={say('visit.comes')}>{crew.map((one) => <span key={one.id} class="person"><bdi>{one.name}</bdi> <span class="muted">{skillWord(one.profession)}</span></span>)}</Fact>}
      {visit.contact_staff.length > 0 && <Fact name={say('visit.contact')}>{list(visit.contact_staff)}</Fact>}
      {visit.refused_staff.length > 0 && <Fact name={say('visit.refused')}>{list(visit.refused_staff)}</Fact>}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
