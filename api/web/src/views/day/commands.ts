import { handingOut } from '../paper/out_panel';
import type { Command } from './actions';
import { dispatching } from './dispatching';
import { walkingCommands } from './walking_commands';
import { whyCommands } from './why/why_commands';

/** What can be done with the day now, by capability. */
export const COMMANDS: readonly (() => readonly Command[])[] = [dispatching, handingOut, walkingCommands, whyCommands];
