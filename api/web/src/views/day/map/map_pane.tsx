import { useEffect, useRef } from 'preact/hooks';
import { day } from '../../../state/day';
import { isDark } from '../../../state/theme';
import { say } from '../../../texts';
import { makeMap, type DayMap } from './day_map';

export function MapPane() {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<DayMap | null>(null);
  useEffect(() => {
    if (!box.current) return;
    map.current = makeMap(box.current);
    return () => map.current?.close();
  }, []);
  useEffect(() => { if (day.value) map.current?.show(day.value, { dark: isDark.value }); }, [day.value, isDark.value]);
  return <section class="map" aria-label={say('day.map')}><div ref={box} class="canvas" /></section>;
}
