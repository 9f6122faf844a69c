// Beside the map: one thing at a time that is worked on, a panel a task.

import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** What is worked on; each panel finds in it what it is about. */
export type Task = { panel: string } & Record<string, string>;

/** The panel that is open beside the map; null: none. */
export const task = signal<Task | null>(null);

export function close(): void {
  task.value = null;
}

/** The panels by name: each capability adds its own in `panels.ts`. */
export type Panels = Readonly<Record<string, ComponentType<{ task: Task }>>>;

import { PANELS } from './panels';

export function Side() {
  const open = task.value;
  const Panel = open ? PANELS[open.panel] : undefined;
  if (!open || !Panel) return null;
  // What somebody filled in for one visit is not there for the next.
  return <aside class="side"><Panel key={Object.values(open).join(' ')} task={open} /></aside>;
}
