// A narrow page shows one of the day's three views at a time: the lists, unless another is asked for.

import { computed, signal } from '@preact/signals';
import { say, type Key } from '../../texts';
import { picking } from './map/picking';

type Face = 'lists' | 'map' | 'timeline';

const LABELS: Readonly<Record<Face, Key>> = { lists: 'day.face.lists', map: 'day.face.map', timeline: 'day.timeline' };
const narrow = matchMedia('(max-width: 900px)');
const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => { isNarrow.value = narrow.matches; });

const asked = signal<Face>('lists');
/** The one view that is shown; null where there is room for all. Whoever picks a place sees the map. */
const face = computed<Face | null>(() => (isNarrow.value ? (picking.value ? 'map' : asked.value) : null));

export function isFace(one: Face): boolean {
  return face.value === null || face.value === one;
}

export function Faces() {
  if (face.value === null) return null;
  return (
    <div class="faces" role="group" aria-label={say('day.faces')}>
      {(Object.keys(LABELS) as Face[]).map((one) => (
        <button key={one} type="button" aria-pressed={face.value === one} onClick={() => { asked.value = one; }}>{say(LABELS[one])}</button>
      ))}
    </div>
  );
}
