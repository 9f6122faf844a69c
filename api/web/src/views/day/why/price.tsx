import type { Board } from '../../../model/board';
import { minutes, number } from '../../../model/figures';
import { inDriving } from '../../../model/price';
import { say, type Key } from '../../../texts';

/** A price in words that have room for its size, and the driving that costs as much. */
export function Price({ cost, more, less, board }: { cost: number; more: Key; less: Key; board: Board }) {
  const driving = inDriving(cost, { parts: board.cost_parts, drive_s: board.kpis.drive_s });
  return <strong>{say(cost < 0 ? less : more, { n: number(Math.abs(cost)) })}{driving !== null && cost !== 0 && say('cost.like', { time: minutes(driving) })}</strong>;
}
