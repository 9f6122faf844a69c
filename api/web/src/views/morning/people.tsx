// Who is there, and which cars go.

import { type CarToday, crewOf, goes, marked, type Morning, namesOf, onDuty, seat, unseat } from '../../model/morning';
import { skillWord } from '../../model/skills';
import { say, sayIfKnown } from '../../texts';
import { change, sums, wanted } from './work';

export function Staff({ found }: { found: Morning }) {
  const { ill } = wanted.value;
  const there = onDuty(found, wanted.value);
  const away = found.staff.filter((one) => !there.includes(one));
  return (
    <section class="card people" aria-labelledby="staff">
      <h2 id="staff">{say('morning.staff')} <span class="muted">{say('morning.of', { n: sums.value?.staff ?? 0, all: found.staff.length })}</span></h2>
      <ul>
        {there.map((one) => (
          <li key={one.id} class={ill.includes(one.id) ? 'off' : undefined}>
            <span class="name"><bdi>{one.name}</bdi> <span class="muted">{skillWord(one.profession)}</span></span>
            <button type="button" aria-pressed={ill.includes(one.id)} aria-label={`${say('morning.ill')}: ${one.name}`} onClick={() => change((now) => ({ ill: marked(now.ill, one.id, !ill.includes(one.id)) }))}>{say('morning.ill')}</button>
          </li>
        ))}
      </ul>
      {away.length > 0 && (
        <details>
          <summary>{say('morning.away', { n: away.length })}</summary>
          <ul>{away.map((one) => <li key={one.id}><span class="name"><bdi>{one.name}</bdi></span> <span class="muted">{one.absence ? sayIfKnown(`absence.${one.absence.kind}`, one.absence.kind) : say('morning.free')}</span></li>)}</ul>
        </details>
      )}
    </section>
  );
}

export function Cars({ found }: { found: Morning }) {
  return (
    <section class="card people" aria-labelledby="cars">
      <h2 id="cars">{say('morning.cars')} <span class="muted">{say('morning.of', { n: sums.value?.cars ?? 0, all: found.cars.length })}</span></h2>
      <ul>{found.cars.map((car) => <Car key={car.id} car={car} found={found} />)}</ul>
    </section>
  );
}

function Car({ car, found }: { car: CarToday; found: Morning }) {
  const names = namesOf(found);
  const { gone, ill } = wanted.value;
  const stands = car.idle === 'out_of_service' || car.idle === 'no_shift';
  const crew = crewOf(car, wanted.value);
  const missing = [...car.missing, ...(wanted.value.crews[car.id] ?? car.crew).filter((person) => ill.includes(person))];
  return (
    <li class={goes(car, wanted.value) ? undefined : 'off'}>
      <span class="name">
        <bdi>{car.id}</bdi>{' '}
        <span class="muted">{stands ? sayIfKnown(`idle.${car.idle ?? ''}`, car.idle ?? '') : crew.length > 0 ? <bdi>{crew.map((one) => names.get(one) ?? one).join(', ')}</bdi> : say('morning.nobody')}</span>
        {!stands && missing.length > 0 && <span class="missing">{say('morning.missing')} <bdi>{missing.map((one) => names.get(one) ?? one).join(', ')}</bdi></span>}
      </span>
      {!stands && !gone.includes(car.id) && <CallIn car={car} found={found} />}
      {!stands && <button type="button" aria-pressed={gone.includes(car.id)} aria-label={`${say('morning.gone')}: ${car.id}`} onClick={() => change((now) => ({ gone: marked(now.gone, car.id, !gone.includes(car.id)) }))}>{say('morning.gone')}</button>}
    </li>
  );
}

/** Have somebody go with this car: who is free, whose car stays, or out of another car; or no more, who was called in by mistake. */
function CallIn({ car, found }: { car: CarToday; found: Morning }) {
  const now = wanted.value;
  const seats = new Map(found.cars.filter((one) => goes(one, now)).flatMap((one) => crewOf(one, now).map((person) => [person, one.id] as const)));
  const there = found.staff.filter((one) => seats.get(one.id) !== car.id && one.absence === null && !now.ill.includes(one.id));
  const order = [...there.filter((one) => !seats.has(one.id)), ...there.filter((one) => seats.has(one.id))];
  const called = found.staff.filter((one) => now.crews[car.id]?.includes(one.id) && !car.crew.includes(one.id));
  const choose = (person: string) => change((latest) => ({ crews: called.some((one) => one.id === person) ? unseat(car, latest, person) : seat(found, latest, person, car.id) }));
  return (
    <select aria-label={`${say('morning.call_in')}: ${car.id}`} value="" onChange={(event) => { const { value } = event.currentTarget; if (value) void choose(value); }}>
      <option value="">{say('morning.call_in')}</option>
      {called.map((one) => <option key={one.id} value={one.id}>{say('morning.take_out', { who: one.name })}</option>)}
      {order.map((one) => <option key={one.id} value={one.id}>{[one.name, skillWord(one.profession), seats.get(one.id)].filter(Boolean).join(' · ')}</option>)}
    </select>
  );
}
