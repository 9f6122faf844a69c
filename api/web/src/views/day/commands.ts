import type { Command } from './actions';
import { dispatching } from './dispatching';

/** What can be done with the day now, by capability. */
export const COMMANDS: readonly (() => readonly Command[])[] = [dispatching];
