// A day: map, timeline and lists of one plan, with one selection for all three, and beside them what is worked on.

import { useEffect } from 'preact/hooks';
import { Opening } from '../../parts/opening';
import { day, openPlan } from '../../state/day';
import { followAlerts } from './alerts/alerts';
import { Conflict } from './conflict';
import { Faces, isFace } from './faces';
import { Heading } from './heading';
import { Lists } from './lists/lists';
import { MapPane } from './map/map_pane';
import { followOthers } from './others';
import { Side } from './side';
import { Timeline } from './timeline/timeline';
import { followCalls } from './waiting/waiting';
import './day.css';

export function DayView({ plan }: { plan: string }) {
  useEffect(() => together(openPlan(plan), followCalls(plan), followOthers(plan), followAlerts(plan)), [plan]);
  if (day.value?.board.plan !== plan) return <Opening plan={plan} />;
  return (
    <div class="day">
      <Heading />
      <Faces />
      {isFace('lists') && <Lists />}
      {isFace('map') && <MapPane />}
      {isFace('timeline') && <Timeline />}
      <Side />
      <Conflict />
    </div>
  );
}

function together(...ends: readonly (() => void)[]): () => void {
  return () => { for (const end of ends) end(); };
}
