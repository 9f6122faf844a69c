import { refresh, refused } from '../state/day';
import { Waiting } from './waiting';

/** What stands in place of a plan that has not come yet. */
export function Opening({ plan }: { plan: string }) {
  return <Waiting asked={[{ problem: refused.value, again: () => { refused.value = null; void refresh(plan); } }]} />;
}
