// Beside the map: one thing at a time that is worked on, a panel a task.

import { PANELS } from './panels';
import { task } from './task';

export function Side() {
  const open = task.value;
  const Panel = open ? PANELS[open.panel] : undefined;
  if (!open || !Panel) return null;
  // What somebody filled in for one visit is not there for the next.
  return <aside class="side"><Panel key={Object.values(open).join(' ')} task={open} /></aside>;
}
