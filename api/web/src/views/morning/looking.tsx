// What is due, who is there and what is new; ended by Plan.

import { useState } from 'preact/hooks';
import type { Sums } from '../../model/morning';
import type { Asked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say } from '../../texts';
import { Due } from './due';
import { Existing, LeftOver, News } from './news';
import { OneOffDialog } from './one_off';
import { Cars, Staff } from './people';
import { begins, canUndo, morning, sums, undo, wanted } from './work';

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
      {begins.value && (
        <p class="card hint" role="status">{say('morning.from_now', { time: begins.value })}</p>
      )}
      <footer class="going">
        <p aria-live="polite">{sums.value && tellSums(sums.value)}</p>
        <button type="button" class="quiet" onClick={onUpload}>{say('morning.upload')}</button>
        <button type="button" disabled={!canUndo.value} aria-keyshortcuts="z" onClick={undo}>{say('morning.undo')}</button>
        <button type="button" onClick={() => setAdding(true)}>{say('morning.add')}</button>
        <button type="button" class="main" aria-keyshortcuts="p" disabled={busy || isEmpty || sums.value?.cars === 0} onClick={onPlan}>{say('morning.plan')}</button>
      </footer>
      {adding && <OneOffDialog found={found} onClose={() => setAdding(false)} />}
    </>
  );
}

function tellSums(sums: Sums): string {
  const { standing, seatless } = sums;
  return [say('morning.sums', { ...sums }), standing > 0 && say('morning.standing', { n: standing }), seatless > 0 && say('morning.seatless', { n: seatless })].filter(Boolean).join(' · ');
}
