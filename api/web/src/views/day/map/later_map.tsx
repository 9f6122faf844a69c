// The map's code is half of the console's: what is read of a day does not wait for it.

import { Later } from '../../../parts/later';

export const fetchMap = async () => (await import('./map_pane')).MapPane;

export function LaterMap() {
  return <Later load={fetchMap} />;
}
