// A day: map, timeline and lists of one plan, with one selection for all three, and beside them what is worked on.

import { useEffect, useState } from 'preact/hooks';
import { Opening } from '../../parts/opening';
import { day, openPlan } from '../../state/day';
import { followAlerts } from './alerts/alerts';
import { Conflict } from './conflict';
import { Faces, isFace } from './faces';
import { Heading } from './heading';
import { Lists } from './lists/lists';
import { LaterMap, fetchMap } from './map/later_map';
import { followOthers } from './others';
import { Side } from './side';
import { Timeline } from './timeline/timeline';
import { followLive } from './versions/life';
import { followCalls } from './waiting/waiting';
import './day.css';

/** Fetch what a day is shown with before it is known. */
export function fetchAhead(): void {
  fetchMap().catch(() => {}); // the view asks again, and tells
}

export function DayView({ plan }: { plan: string }) {
  useEffect(() => openPlan(plan), [plan]);
  if (day.value?.board.plan !== plan) return <Opening plan={plan} />;
  return <OpenDay key={plan} plan={plan} />;
}

/** What the day is is painted before the rest is laid out, which takes longest on a day of hundreds of visits. */
function OpenDay({ plan }: { plan: string }) {
  const [isHeaded, setHeaded] = useState(false);
  useEffect(() => setHeaded(true), []);
  useEffect(() => together(followCalls(plan), followOthers(plan), followAlerts(plan), followLive()), [plan]);
  return (
    <div class="day">
      <Heading />
      <Faces />
      {isHeaded && isFace('lists') && <Lists />}
      {isHeaded && isFace('map') && <LaterMap />}
      {isHeaded && isFace('timeline') && <Timeline />}
      <Side />
      <Conflict />
    </div>
  );
}

function together(...ends: readonly (() => void)[]): () => void {
  return () => { for (const end of ends) end(); };
}
