// The map by keyboard: along the chosen car's route, else over the ground.

import { choose, chosen, chosenCar, chosenVisit, day, pointed, preview } from '../../../state/day';
import type { DayMap } from './day_map';
import { picking } from './picking';

const SHARE = 0.15;
const ARROWS: Readonly<Record<string, [right: number, down: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function pressKey(event: KeyboardEvent, map: DayMap | null): void {
  if (!map || event.ctrlKey || event.metaKey || event.altKey || !act(event, map)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Do what a key says; false of keys that say nothing here. */
function act({ key, shiftKey }: KeyboardEvent, map: DayMap): boolean {
  const arrow = ARROWS[key];
  if (arrow) {
    const [right, down] = arrow;
    if (shiftKey || picking.value || chosenCar.value === null) map.pan(right * SHARE, down * SHARE);
    else step(right + down);
    return true;
  }
  if (key === '+') map.zoom(1);
  else if (key === '-') map.zoom(-1);
  else if (key === '0' || key === 'Home') map.fitAll();
  else if (key === 'Enter' && picking.value) picking.value(map.middle());
  else if (key === 'Escape' && picking.value) picking.value(null);
  else if (key === 'Escape' && chosen.value) choose(null);
  else return false;
  return true;
}

/** Choose the next visit of the chosen car, or the one before. */
function step(by: number): void {
  const shown = preview.value ?? day.value;
  const stops = shown?.stops.get(chosenCar.value ?? '') ?? [];
  const at = stops.findIndex((visit) => visit.id === chosenVisit.value?.id);
  const next = stops[at === -1 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + by, 0), stops.length - 1)];
  if (!next) return;
  // A pointer that rests somewhere would go on showing what lies beneath it.
  pointed.value = null;
  choose({ visit: next.id });
}
