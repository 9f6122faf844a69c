// A plan on its way out: printed, or as a file for other programs, whole or for one car or one of the staff.

import { client, fileAt, take } from '../../client/client';
import type { Day } from '../../model/board';
import { day } from '../../state/day';
import { task } from '../day/task';
import { Panel } from '../day/panel';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say } from '../../texts';
import type { Command } from '../day/actions';

const WHOLE = ['pdf', 'xlsx', 'csv', 'geojson', 'png', 'html', 'fhir'] as const;

export function handingOut(): readonly Command[] {
  return day.value ? [{ key: 'x', label: say('out.menu'), act: () => { task.value = { panel: 'out' }; }, button: 'more' }] : [];
}

export function OutPanel() {
  const open = day.value;
  if (!open) return null;
  const { plan, team } = open.board;
  return (
    <Panel title={say('out.menu')}>
      <ul class="outs">
        <li><a data-first="" href={`/plans/${plan}/paper`}>{say('out.paper')}</a></li>
        {WHOLE.map((form) => <li key={form}><a href={fileAt(`/api/plans/${plan}/exports/${form}`)} {...(form === 'html' ? { target: '_blank', rel: 'noreferrer' } : { download: '' })}>{say(`out.${form}`)}</a></li>)}
        <li><a href={`/wall/${encodeURIComponent(team)}`}>{say('out.wall')}</a></li>
      </ul>
      <ByCar day={open} />
      <ByPerson day={open} />
    </Panel>
  );
}

function ByCar({ day: open }: { day: Day }) {
  const { plan, cars } = open.board;
  const busy = cars.map((car, at) => ({ car, number: at + 1 })).filter(({ car }) => open.stops.get(car.id)?.length);
  return (
    <section>
      <h3>{say('out.by_car')}</h3>
      <ul class="outs parts">
        {busy.map(({ car, number }) => (
          <li key={car.id}>
            <bdi>{car.id}</bdi>
            <a href={`/plans/${plan}/cars/${encodeURIComponent(car.id)}`}>{say('out.own_page')}</a>
            <a href={fileAt(`/api/plans/${plan}/exports/sheets/${number}`)} download="" aria-label={`PDF ${car.id}`}>PDF</a>
            <a href={fileAt(`/api/plans/${plan}/exports/gpx/${number}`)} download="" aria-label={`GPX ${car.id}`}>GPX</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Calendars go by the number of a person in the day, which may have people in it that are in no car. */
function ByPerson({ day: open }: { day: Day }) {
  const { plan, version, cars } = open.board;
  const asked = useAsked(() => take(client.GET('/api/plans/{key}/day', { params: { path: { key: plan } } })), [plan, version]);
  const staff = ((asked.value as { staff?: { id: string; name: string }[] } | null)?.staff ?? []).map((one, at) => ({ ...one, number: at + 1 }));
  const busy = new Set(cars.filter((car) => open.stops.get(car.id)?.length).flatMap((car) => car.crew.map((one) => one.id)));
  return (
    <section>
      <h3>{say('out.by_person')}</h3>
      {asked.value === null && <Waiting asked={[asked]} />}
      <ul class="outs parts">
        {staff.filter((one) => busy.has(one.id)).map((one) => (
          <li key={one.id}><bdi>{one.name}</bdi><a href={fileAt(`/api/plans/${plan}/exports/ics/${one.number}`)} download="" aria-label={`ICS ${one.name}`}>ICS</a></li>
        ))}
      </ul>
    </section>
  );
}
