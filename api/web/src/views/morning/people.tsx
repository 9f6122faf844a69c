// Who is there, and which cars go.

import { type CarToday, crewOf, goes, type Morning, toggled } from '../../model/morning';
import { skillWord } from '../../model/skills';
import { say, sayIfKnown } from '../../texts';
import { namesOf } from './looking';
import { change, wanted } from './work';

export function Staff({ found }: { found: Morning }) {
  const { ill } = wanted.value;
  const there = found.staff.filter((one) => one.at_work);
  const away = found.staff.filter((one) => !one.at_work);
  return (
    <section class="card people" aria-labelledby="staff">
      <h2 id="staff">{say('morning.staff')} <span class="muted">{say('morning.of', { n: there.length - ill.length, all: found.staff.length })}</span></h2>
      <ul>
        {there.map((one) => (
          <li key={one.id} class={ill.includes(one.id) ? 'off' : undefined}>
            <span class="name"><bdi>{one.name}</bdi> <span class="muted">{skillWord(one.profession)}</span></span>
            <button type="button" aria-pressed={ill.includes(one.id)} aria-label={`${say('morning.ill')}: ${one.name}`} onClick={() => change({ ill: toggled(ill, one.id) })}>{say('morning.ill')}</button>
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
  const going = found.cars.filter((car) => goes(car, wanted.value)).length;
  return (
    <section class="card people" aria-labelledby="cars">
      <h2 id="cars">{say('morning.cars')} <span class="muted">{say('morning.of', { n: going, all: found.cars.length })}</span></h2>
      <ul>{found.cars.map((car) => <Car key={car.id} car={car} found={found} />)}</ul>
    </section>
  );
}

function Car({ car, found }: { car: CarToday; found: Morning }) {
  const names = namesOf(found);
  const { gone, ill } = wanted.value;
  const stands = car.idle === 'out_of_service' || car.idle === 'no_shift';
  const crew = crewOf(car, wanted.value);
  const missing = [...car.missing, ...car.crew.filter((person) => ill.includes(person))];
  return (
    <li class={goes(car, wanted.value) ? undefined : 'off'}>
      <span class="name">
        <bdi>{car.id}</bdi>{' '}
        <span class="muted">{stands ? sayIfKnown(`idle.${car.idle ?? ''}`, car.idle ?? '') : crew.length > 0 ? <bdi>{crew.map((one) => names.get(one) ?? one).join(', ')}</bdi> : say('morning.nobody')}</span>
        {!stands && missing.length > 0 && <span class="missing">{say('morning.missing')} <bdi>{missing.map((one) => names.get(one) ?? one).join(', ')}</bdi></span>}
      </span>
      {!stands && missing.length > 0 && <CallIn car={car} found={found} />}
      {!stands && <button type="button" aria-pressed={gone.includes(car.id)} aria-label={`${say('morning.gone')}: ${car.id}`} onClick={() => change({ gone: toggled(gone, car.id) })}>{say('morning.gone')}</button>}
    </li>
  );
}

/** Have somebody who sits in no other car go with this one. */
function CallIn({ car, found }: { car: CarToday; found: Morning }) {
  const taken = new Set(found.cars.flatMap((one) => crewOf(one, wanted.value)));
  const free = found.staff.filter((one) => !taken.has(one.id) && one.absence === null && !wanted.value.ill.includes(one.id));
  return (
    <select aria-label={`${say('morning.call_in')}: ${car.id}`} value="" onChange={(event) => {
      const person = event.currentTarget.value;
      if (person) change({ crews: { ...wanted.value.crews, [car.id]: [...crewOf(car, wanted.value), person] } });
    }}>
      <option value="">{say('morning.call_in')}</option>
      {free.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
    </select>
  );
}
