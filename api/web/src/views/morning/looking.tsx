// What is due, who is there and what is new; ended by Plan.

import { useState } from 'preact/hooks';
import type { Schemas } from '../../client/client';
import { goes, type Morning } from '../../model/morning';
import type { Asked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say } from '../../texts';
import { Due } from './due';
import { Existing, LeftOver, News } from './news';
import { OneOffDialog } from './one_off';
import { Cars, Staff } from './people';
import { canUndo, morning, sums, undo, wanted } from './work';

interface Props {
  opening: Asked<unknown>;
  onPlan: () => void;
  onUpload: () => void;
  onOpen: (plan: string) => void;
  busy: boolean;
}

export function Looking({ opening, onPlan, onUpload, onOpen, busy }: Props) {
  const [adding, setAdding] = useState(false);
  const found = morning.value;
  if (!found) return <Waiting asked={[opening]} />;
  const isEmpty = found.day.visits.length === 0 && wanted.value.extra.length === 0;
  return (
    <>
      <Existing plans={found.plans} onOpen={onOpen} />
      {isEmpty && <p class="card">{say('morning.empty')} <a href="/settings/patients">{say('morning.to_settings')}</a></p>}
      <div class="looking">
        <div class="column">
          <News found={found} />
          <LeftOver found={found} />
          <Due found={found} />
        </div>
        <div class="column">
          <Staff found={found} />
          <Cars found={found} />
        </div>
      </div>
      <footer class="going">
        <p aria-live="polite">{say('morning.sums', { ...(sums.value ?? { visits: 0, cars: 0, staff: 0 }) })}{standing(found)}</p>
        <button type="button" class="quiet" onClick={onUpload}>{say('morning.upload')}</button>
        <button type="button" disabled={!canUndo.value} aria-keyshortcuts="z" onClick={undo}>{say('morning.undo')}</button>
        <button type="button" onClick={() => setAdding(true)}>{say('morning.add')}</button>
        <button type="button" class="main" aria-keyshortcuts="p" disabled={busy || isEmpty || sums.value?.cars === 0} onClick={onPlan}>{say('morning.plan')}</button>
      </footer>
      {adding && <OneOffDialog found={found} onClose={() => setAdding(false)} />}
    </>
  );
}

/** How many cars that would go stay at home by what is changed. */
function standing(found: Morning): string {
  const still = found.cars.filter((car: Schemas['CarToday']) => car.idle === null && !goes(car, wanted.value)).length;
  return still > 0 ? ` · ${say('morning.standing', { n: still })}` : '';
}
