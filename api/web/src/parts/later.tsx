// A view whose code is fetched when it is first shown, so that the day does not wait for it.

import type { ComponentType } from 'preact';
import { Problem } from '../client/problem';
import { useAsked } from './use';
import { Waiting } from './waiting';

export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const { value: View, problem } = useAsked(() => load().catch(() => { throw new Problem(0, {}); }), [load]);
  // Browsers may keep in mind that a script did not come: only a new page asks for it again.
  return View ? <View /> : <Waiting asked={[{ problem, again: () => location.reload() }]} />;
}
