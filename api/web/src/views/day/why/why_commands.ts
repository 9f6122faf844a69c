import { chosenVisit, day } from '../../../state/day';
import { say } from '../../../texts';
import type { Command } from '../actions';
import { task } from '../task';

/** Ask why the chosen visit is where it is, or the most urgent one without a place has none. */
export function whyCommands(): readonly Command[] {
  return [{ key: 'f', label: say('why.command'), act: ask }];
}

/** Whichever visit is chosen once the key is pressed. */
function ask(): void {
  const visit = asked();
  if (visit) task.value = { panel: 'why', visit };
}

function asked(): string | undefined {
  return (chosenVisit.value ?? day.value?.unassigned[0])?.id;
}
