import { chosenVisit, day } from '../../../state/day';
import { say } from '../../../texts';
import type { Command } from '../actions';
import { task } from '../task';

/** Ask why the chosen visit is where it is, or the most urgent one without a place has none. */
export function whyCommands(): readonly Command[] {
  const visit = chosenVisit.value ?? day.value?.unassigned[0];
  if (!visit) return [];
  return [{ key: 'f', label: say('why.command'), act: () => { task.value = { panel: 'why', visit: visit.id }; } }];
}
