// The hours, and what is needed to see more or less of them.

import { HOUR, percentAt, percentOf, ticksOf } from '../../../model/scale';
import { clock } from '../../../model/figures';
import { now, shown } from '../../../state/day';
import { say } from '../../../texts';
import { drag } from './drag';
import { fit, hour, scale, size, zoomBy } from './zoom';

export function Axis({ timezone }: { timezone: string }) {
  return (
    <div class="axis">
      <div class="head">
        <span class="zooms" role="toolbar" aria-label={say('timeline.zoom')}>
          <button type="button" class="quiet" aria-label={say('timeline.out')} title={say('timeline.out')} onClick={() => zoomBy(-1)}>−</button>
          <button type="button" class="quiet" aria-label={say('timeline.in')} title={say('timeline.in')} onClick={() => zoomBy(1)}>+</button>
          <button type="button" class="quiet" aria-label={say('timeline.fit')} title={say('timeline.fit')} onClick={fit}>↔</button>
        </span>
        <div class="sums" aria-hidden="true"><span>{say('cars.visits')}</span><span>{say('cars.driving')}</span><span>{say('cars.care')}</span></div>
      </div>
      <div class="ticks" aria-hidden="true">
        {ticksOf(scale.value, hour.value / size.value, timezone).map((tick) => <span key={tick.at} class={tick.midnight ? 'tick midnight' : 'tick'} style={{ left: percentAt(scale.value, tick.at) }}>{isUnderNow(tick.at) ? '' : tick.text}</span>)}
        {isShown() && <span class="tick now" style={{ left: percentAt(scale.value, now.value) }}>{clock(now.value, timezone)}</span>}
      </div>
    </div>
  );
}

/** How far before and after now a time of the axis would lie under its sign, in pixels. */
const NOW_PX: readonly [before: number, after: number] = [66, 28];

function isUnderNow(at: number): boolean {
  const ahead = (((at - now.value) / HOUR) * hour.value) / size.value;
  return isShown() && ahead > -NOW_PX[0] && ahead < NOW_PX[1];
}

/** The line that is now, through all lanes. */
export function Now() {
  if (!isShown()) return null;
  return <div class="overlay" aria-hidden="true"><span class="now-line" style={{ left: percentAt(scale.value, now.value) }} /></div>;
}

/** While a visit is dragged: when it may start, through all lanes. */
export function May() {
  const visit = shown.value?.visits.get(drag.value?.visit ?? '');
  if (!visit) return null;
  return <div class="overlay" aria-hidden="true">{visit.windows.map((one) => <span key={one.start} class="may" style={{ left: percentAt(scale.value, one.start), width: percentOf(scale.value, one.start, one.end) }} />)}</div>;
}

function isShown(): boolean {
  return scale.value.start <= now.value && now.value <= scale.value.end;
}
