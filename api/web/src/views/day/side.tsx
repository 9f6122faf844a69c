// Beside the map: one thing at a time that is worked on, a panel a task.

import { useEffect, useRef } from 'preact/hooks';
import { Sure } from '../../parts/sure';
import { bind } from '../../state/keys';
import { language, say } from '../../texts';
import { picking } from './map/picking';
import { PANELS } from './panels';
import { close, task, unsent, type Task } from './task';

export function Side() {
  const shown = useRef<Task | null>(null);
  const wanted = task.value;
  const isAsked = wanted !== null && unsent.value && shown.current !== null && nameOf(wanted) !== nameOf(shown.current);
  if (!isAsked) shown.current = wanted;
  const open = shown.current;
  const isOpen = open !== null;
  // Wherever the keyboard is: who looks at the timeline meanwhile means what stands beside it.
  useEffect(() => (isOpen ? bind([{ key: 'Escape', label: say('shell.close'), act: leave }]) : undefined), [isOpen, language.value]);
  const Panel = open ? PANELS[open.panel] : undefined;
  if (!open || !Panel) return null;
  const turn = () => { unsent.value = false; task.value = wanted; };
  // What somebody filled in for one visit is not there for the next.
  return (
    <aside class="side">
      <Panel key={nameOf(open)} task={open} />
      {isAsked && <Sure title={say('settings.leave.title')} label={say('settings.leave')} act={turn} onClose={() => { task.value = open; }}>{say('task.unsent')}</Sure>}
    </aside>
  );
}

function nameOf(one: Task): string {
  return Object.values(one).join(' ');
}

function leave(): void {
  if (picking.value) picking.value(null);
  else close();
}
