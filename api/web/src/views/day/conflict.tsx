// Somebody else was first: what changed in words, and whether to do the same once more.

import { Dialog } from '../../parts/dialog';
import { say } from '../../texts';
import { conflict } from './acting';
import { Changes } from './proposals/changes';

export function Conflict() {
  const found = conflict.value;
  if (!found) return null;
  const { again } = found;
  const leave = () => { conflict.value = null; };
  return (
    <Dialog title={say('acting.conflict.title')} onClose={leave}>
      <p>{say(found.difference ? 'acting.conflict.version' : 'acting.conflict.told', { n: found.version })}</p>
      {found.difference && <Changes difference={found.difference} />}
      <p class="buttons">
        {again && <button type="button" class="main" autofocus onClick={() => { leave(); again(); }}>{say('acting.conflict.again')}</button>}
        <button type="button" autofocus={!again} onClick={leave}>{say('acting.conflict.leave')}</button>
      </p>
    </Dialog>
  );
}
