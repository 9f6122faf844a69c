// Beside the map: one thing at a time that is worked on, a panel a task.

import { useEffect } from 'preact/hooks';
import { bind } from '../../state/keys';
import { language, say } from '../../texts';
import { picking } from './map/picking';
import { PANELS } from './panels';
import { close, task } from './task';

export function Side() {
  const open = task.value;
  const isOpen = open !== null;
  // Wherever the keyboard is: who looks at the timeline meanwhile means what stands beside it.
  useEffect(() => (isOpen ? bind([{ key: 'Escape', label: say('shell.close'), act: leave }]) : undefined), [isOpen, language.value]);
  const Panel = open ? PANELS[open.panel] : undefined;
  if (!open || !Panel) return null;
  // What somebody filled in for one visit is not there for the next.
  return <aside class="side"><Panel key={Object.values(open).join(' ')} task={open} /></aside>;
}

function leave(): void {
  if (picking.value) picking.value(null);
  else close();
}
