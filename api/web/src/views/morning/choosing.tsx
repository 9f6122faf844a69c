import type { Schemas } from '../../client/client';
import { addDays, isDate } from '../../model/dates';
import { longDate } from '../../model/figures';
import { say } from '../../texts';

interface Props {
  teams: readonly Schemas['TeamEntry'][];
  team: string;
  date: string;
  onChoose: (team: string, date: string) => void;
}

/** For which team and date. */
export function Choosing({ teams, team, date, onChoose }: Props) {
  return (
    <header class="choosing">
      <h1>{say('shell.morning')} <span class="muted">{longDate(date)}</span></h1>
      <div class="fields">
        <label>{say('morning.team')}
          <select value={team} onChange={(event) => onChoose(event.currentTarget.value, date)}>
            {teams.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}
          </select>
        </label>
        <label>{say('morning.date')}
          <input type="date" value={date} onChange={(event) => { if (isDate(event.currentTarget.value)) onChoose(team, event.currentTarget.value); }} />
        </label>
        <button type="button" aria-label={say('morning.day_before')} onClick={() => onChoose(team, addDays(date, -1))}>‹</button>
        <button type="button" aria-label={say('morning.day_after')} onClick={() => onChoose(team, addDays(date, 1))}>›</button>
      </div>
    </header>
  );
}
