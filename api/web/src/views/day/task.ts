// What is worked on beside the map: one thing at a time.

import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { forgive } from '../../state/notices';

/** What is worked on; each panel finds in it what it is about. */
export type Task = { panel: string } & Record<string, string>;

/** The panels by name: each capability adds its own in `panels.ts`. */
export type Panels = Readonly<Record<string, ComponentType<{ task: Task }>>>;

/** The panel that is open beside the map; null: none. */
export const task = signal<Task | null>(null);

/** What is open holds something that nobody has sent: nothing takes its place unless that is meant. */
export const unsent = signal(false);

export function close(): void {
  if (task.value) forgive();
  task.value = null;
}
