// Whether a call is one that was taken before: asked plainly, answered with one press.

import { instant } from '../../../model/told';
import { clock } from '../../../model/figures';
import { Dialog } from '../../../parts/dialog';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { doubt, type Alike } from './taking';

export function Doubt() {
  const asked = doubt.value;
  if (!asked) return null;
  const leave = () => { doubt.value = null; };
  return (
    <Dialog title={say('call.doubt')} onClose={leave}>
      <ul class="entries">{asked.alike.map((one) => <li key={one.visit}>{describe(one)}</li>)}</ul>
      <p class="buttons">
        <button type="button" autofocus onClick={leave}>{say('call.same')}</button>
        <button type="button" class="main" onClick={() => { leave(); asked.confirm(); }}>{say('call.another')}</button>
      </p>
    </Dialog>
  );
}

function describe({ visit, car, start }: Alike): string {
  const open = day.value;
  const who = open?.visits.get(visit)?.who ?? visit;
  if (!open || !start) return say('call.alike.waiting', { who });
  return say('call.alike.planned', { who, time: clock(instant(start), open.board.timezone), car: car ?? '' });
}
