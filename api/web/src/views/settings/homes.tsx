// Where patients live, all at once: an address that is wrong is seen where nobody would find it in a table.

import { useEffect, useRef, useState } from 'preact/hooks';
import { client, take } from '../../client/client';
import { useAsked } from '../../parts/use';
import { say } from '../../texts';
import type { Home, HomesMap } from '../day/map/homes_map';
import type { Entry } from './sections';

interface Props {
  entries: readonly Entry[];
  roads: string | null;
  onPress: (key: string) => void;
}

export function Homes(props: Props) {
  const [isOpen, open] = useState(false);
  return (
    <details class="more" onToggle={(event) => open(event.currentTarget.open)}>
      <summary>{say('settings.homes')}</summary>
      {isOpen && <Shown {...props} />}
    </details>
  );
}

function Shown({ entries, roads, onPress }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<HomesMap | null>(null);
  const press = useRef(onPress);
  press.current = onPress;
  const homes = entries.flatMap(homeOf);
  const { value: makeMap } = useAsked(async () => (await import('../day/map/map_pane')).makeHomesMap, []);
  const { value: credit } = useAsked(() => readCredit(roads), [roads]);
  useEffect(() => {
    if (!box.current || !makeMap) return undefined;
    map.current = makeMap(box.current, roads, (key) => press.current(key));
    return () => map.current?.close();
  }, [makeMap, roads]);
  useEffect(() => map.current?.show(homes), [makeMap, roads, homes.map((one) => `${one.key} ${one.lat} ${one.lon}`).join()]);
  return (
    <>
      <p class="muted">{say('settings.homes.how', { n: homes.length })}</p>
      <div class="map homes"><div ref={box} class="canvas" tabIndex={0} role="application" aria-label={say('settings.homes')} /></div>
      {credit && <p class="muted">{credit}</p>}
    </>
  );
}

/** Where somebody lives; nobody is told of those who are protected. */
function homeOf({ key, record }: Entry): Home[] {
  const place = record['place'] as { lat: number; lon: number; address: string | null } | null;
  return place ? [{ key, lat: place.lat, lon: place.lon, address: place.address ?? '' }] : [];
}

async function readCredit(network: string | null): Promise<string> {
  if (network === null) return '';
  const tiles = await take(client.GET('/api/tiles/{network}.json', { params: { path: { network } } }));
  return String((tiles as { attribution?: string }).attribution ?? '');
}
