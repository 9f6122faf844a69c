// What a page is called in the browser's tabs and history; nothing that tells of a person.

import type { Board } from './model/board';
import { isDate } from './model/dates';
import { longDate } from './model/figures';
import type { Place } from './router';
import { say } from './texts';

/** Name a page, by the plan that is open where it shows one. */
export function titleOf(place: Place, board: Pick<Board, 'plan' | 'team' | 'team_name' | 'date'> | null): string {
  return [...namesOf(place, board), 'hemrutt'].join(' · ');
}

function namesOf(place: Place, board: Parameters<typeof titleOf>[1]): string[] {
  switch (place.view) {
    case 'home':
    case 'plans':
      return [say('shell.plans')];
    case 'day':
      return dayOf(place.plan, board);
    case 'car':
      return [place.car, ...dayOf(place.plan, board)];
    case 'paper':
      return [say('paper.print'), ...dayOf(place.plan, board)];
    case 'wall':
      return [say('out.wall'), ...(board?.team === place.team ? [board.team_name] : [])];
    case 'morning':
      return isDate(place.date) ? [say('shell.morning'), longDate(place.date)] : [say('shell.morning')];
    case 'figures':
      return [say('shell.figures')];
    case 'settings':
      return [say('shell.settings')];
    default:
      return [];
  }
}

/** The team and date of a plan, once it is open. */
function dayOf(plan: string, board: Parameters<typeof titleOf>[1]): string[] {
  return board?.plan === plan ? [board.team_name, longDate(board.date)] : [];
}
