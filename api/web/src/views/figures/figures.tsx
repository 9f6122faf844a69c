// Follow-up: how a team's days have gone, drawn and as tables.

import { useEffect, useState } from 'preact/hooks';
import { client, fileAt, take } from '../../client/client';
import { addDays, todayIn } from '../../model/dates';
import { minutes, number, percent, shortDate } from '../../model/figures';
import { type Measure, MEASURES, type Season, measured } from '../../model/season';
import { Plot } from '../../parts/plot';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { go, place } from '../../router';
import { hear } from '../../state/feed';
import { language, say } from '../../texts';
import { Places } from './places';
import '../../parts/fields.css';
import './figures.css';

const PERIODS = [14, 28, 91, 364] as const;

export function FiguresView() {
  const asked = useAsked(() => take(client.GET('/api/teams')), [language.value]);
  const [days, setDays] = useState(28);
  const here = place.value;
  const teams = asked.value;
  if (teams === null || here.view !== 'figures') return <Waiting asked={[asked]} />;
  const own = teams.filter((one) => one.permissions.includes('plans:read'));
  const team = own.find((one) => one.key === here.team) ?? own[0];
  if (!team) return <p class="waiting">{say('figures.no_team')}</p>;
  return (
    <section class="page figures">
      <header class="choosing">
        <h1>{say('shell.figures')}</h1>
        <div class="fields">
          <label>{say('morning.team')}
            <select value={team.key} onChange={(event) => go(`/figures/${encodeURIComponent(event.currentTarget.value)}`)}>{own.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}</select>
          </label>
          <label>{say('figures.period')}
            <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>{PERIODS.map((one) => <option key={one} value={one}>{say('figures.weeks', { n: one / 7 })}</option>)}</select>
          </label>
        </div>
      </header>
      <Shown key={`${team.key} ${days}`} team={team.key} timezone={team.timezone} days={days} />
    </section>
  );
}

function Shown({ team, timezone, days }: { team: string; timezone: string; days: number }) {
  const to = todayIn(timezone, new Date());
  const query = { from: addDays(to, 1 - days), to };
  const asked = useAsked(() => take(client.GET('/api/teams/{team}/figures', { params: { path: { team }, query } })), [team, days]);
  useEffect(() => hear(({ kind }) => { if (kind === 'plan' || kind === 'reset') asked.again(); }), []);
  const season = asked.value;
  if (!season) return <Waiting asked={[asked]} />;
  if (season.days.length === 0) return <p class="card">{say('figures.none')}</p>;
  const file = (form: string) => fileAt(`/api/teams/${encodeURIComponent(team)}/figures/${form}?from=${query.from}&to=${query.to}`);
  return (
    <>
      <div class="plots">{MEASURES.map((one) => <Measured key={one} measure={one} season={season} />)}</div>
      <Places places={season.places} />
      <p class="exports">{say('figures.export')} <a class="button" href={file('csv')} download>CSV</a> <a class="button" href={file('xlsx')} download>XLSX</a></p>
    </>
  );
}

function dayMonth(date: string): string {
  return shortDate(Date.parse(date) / 1000, 'UTC');
}

function tellValue(measure: Measure, value: number): string {
  if (measure === 'care_share' || measure === 'punctuality') return percent(value);
  if (measure === 'drive' || measure === 'urgent') return minutes(value * 60);
  return number(value, measure === 'unassigned' ? 0 : 1);
}

function Measured({ measure, season }: { measure: Measure; season: Season }) {
  const start = Date.parse(season.first);
  const points = season.days.map((one) => ({ x: (Date.parse(one.date) - start) / 86_400_000, y: measured(measure, one.figures) }));
  const whole = measured(measure, season.total);
  const tellX = (x: number) => dayMonth(addDays(season.first, Math.round(x)));
  const title = say(`figures.${measure}`);
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <p><strong class="whole">{whole === null ? '–' : tellValue(measure, whole)}</strong> <span class="muted">{say(`figures.${measure}.about`)}</span></p>
      <Plot points={points} title={title} fromZero={measure !== 'care_share' && measure !== 'punctuality'} tellX={tellX} tellY={(y) => tellValue(measure, y)} />
      <details>
        <summary>{say('figures.table')}</summary>
        <table>
          <thead><tr><th scope="col">{say('morning.date')}</th><th scope="col">{title}</th></tr></thead>
          <tbody>{season.days.map((one, at) => { const y = points[at]?.y ?? null; return <tr key={one.plan}><th scope="row"><a href={`/plans/${one.plan}`}>{dayMonth(one.date)}</a></th><td>{y === null ? '–' : tellValue(measure, y)}</td></tr>; })}</tbody>
        </table>
      </details>
    </section>
  );
}
