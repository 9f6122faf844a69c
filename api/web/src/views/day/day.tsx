// A day: map, timeline and lists of one plan, with one selection for all three, and beside them what is worked on.

import { useEffect } from 'preact/hooks';
import { day, openPlan } from '../../state/day';
import { say } from '../../texts';
import { Heading } from './heading';
import { Lists } from './lists/lists';
import { MapPane } from './map/map_pane';
import { Side } from './side';
import { Timeline } from './timeline/timeline';
import './day.css';

export function DayView({ plan }: { plan: string }) {
  useEffect(() => openPlan(plan), [plan]);
  if (day.value?.board.plan !== plan) return <p class="waiting">{say('shell.loading')}</p>;
  return (
    <div class="day">
      <Heading />
      <Lists />
      <MapPane />
      <Timeline />
      <Side />
    </div>
  );
}
