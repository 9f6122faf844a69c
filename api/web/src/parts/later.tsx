// A view whose code is fetched when it is first shown, so that the day does not wait for it.

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { tell } from '../state/notices';
import { say } from '../texts';

export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [View, setView] = useState<ComponentType | null>(null);
  useEffect(() => {
    let current = true;
    setView(null);
    load().then((found) => { if (current) setView(() => found); }, () => tell(say('shell.broken'), 'bad'));
    return () => { current = false; };
  }, [load]);
  return View ? <View /> : <p class="waiting">{say('shell.loading')}</p>;
}
