// What stands in a panel when what it was about has left the day: it may have been reported, and by whom is told.

import { say, type Key } from '../../../texts';
import { Panel } from '../panel';
import { openTold } from './reporting';

export function Fell({ title, what = 'events.fell' }: { title: string; what?: Key }) {
  return (
    <Panel title={title}>
      <p>{say(what)}</p>
      <p class="buttons"><button type="button" onClick={openTold}>{say('told.title')}</button></p>
    </Panel>
  );
}
