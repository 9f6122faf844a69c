import type { Command } from './actions';

/** What can be done with the day now, by capability. */
export const COMMANDS: readonly (() => readonly Command[])[] = [];
