// When what is told came about: just now, unless a time is written.

import { useState } from 'preact/hooks';
import { clock } from '../../../model/figures';
import { nightAfter } from '../../../model/times';
import { TimeField } from '../../../parts/time_field';
import { day, now } from '../../../state/day';
import { instantOf } from '../../../state/tried';
import { say } from '../../../texts';

export interface When {
  /** As HH:MM of the day; '': just now. */
  time: string;
  /** The instant, in seconds since 1970. */
  at: number;
  /** It lies ahead of now, where nothing can have happened. */
  isAhead: boolean;
  set: (time: string) => void;
}

export function useWhen(): When {
  const [time, set] = useState('');
  const board = day.value?.board;
  const at = time && board ? instantOf(time, board) : now.value;
  return { time, at, isAhead: at >= now.value + 60, set };
}

export function WhenField({ when: { time, isAhead, set } }: { when: When }) {
  const board = day.value?.board;
  if (!board) return null;
  return <TimeField label={say('events.when')} value={time} onTime={set} placeholder={clock(now.value, board.timezone)} night={nightAfter(time, board)} wrong={isAhead ? say('events.ahead') : ''} />;
}
