// What the day is, how good its plan is, and what can be done with it.

import type { ComponentChildren } from 'preact';
import { hours, longDate, minutes, number, percent } from '../../model/figures';
import { day } from '../../state/day';
import { say } from '../../texts';
import { Actions } from './actions';
import { Closing } from './versions/closing';
import { Draft } from './versions/draft';

export function Heading() {
  const board = day.value?.board;
  if (!board) return null;
  const { kpis } = board;
  return (
    <header class="heading">
      <div class="what">
        <h1><bdi>{board.team_name}</bdi></h1>
        <p><span class="date">{longDate(board.date)}</span> <span class={`state ${board.state}`}>{say(`state.${board.state as 'proposed'}`)}</span> <span class="muted">{say('word.version', { n: board.version })}</span></p>
      </div>
      <dl class="kpis">
        <Figure name={say('day.visits')}>{number(kpis.visits_planned)}</Figure>
        <Figure name={say('day.unassigned')} bad={kpis.visits_unassigned > 0}>{number(kpis.visits_unassigned)}</Figure>
        <Figure name={say('day.driving')}>{hours(kpis.drive_s)}</Figure>
        <Figure name={say('day.care_share')}>{percent(kpis.care_share)}</Figure>
        {kpis.late_s > 0 && <Figure name={say('day.late')} bad>{minutes(kpis.late_s)}</Figure>}
        {kpis.overtime_s > 0 && <Figure name={say('day.overtime')} bad>{minutes(kpis.overtime_s)}</Figure>}
      </dl>
      <Actions />
      <Draft />
      <Closing />
    </header>
  );
}

function Figure({ name, bad = false, children }: { name: string; bad?: boolean; children: ComponentChildren }) {
  return <div class={bad ? 'bad' : undefined}><dt>{name}</dt><dd>{children}</dd></div>;
}
