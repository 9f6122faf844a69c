// The map with what lies around it: its buttons, its card, whose map it is, and the place that is being picked.

import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Day } from '../../../model/board';
import { choose, chosenCar, chosenVisit, day } from '../../../state/day';
import { say } from '../../../texts';
import { Card, describe } from './card';
import { Controls } from './controls';
import { makeMap, type DayMap } from './day_map';
import { hands } from './hands';
import type { Hit } from './hitting';
import { findOnlineTiles } from './online';
import { offered, picking, type Picked } from './picking';
import { dismissByEscape, point, stay } from './pointing';
import { pressKey } from './pressing';
import { readScene } from './scene';
import './map.css';

/** The map's library is in one script, and so are all that draw with it. */
export { makeHomesMap } from './homes_map';

const REST_MS = 150;

export function MapPane() {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<DayMap | null>(null);
  const told = useId();
  useEffect(() => (box.current ? keepMap(box.current, map) : undefined), []);
  useEffect(() => () => picking.value?.(null), []);
  return (
    <section class={picking.value ? 'map picking' : 'map'} aria-label={say('day.map')}>
      <div ref={box} class="canvas" tabIndex={0} role="application" aria-label={say('map.name')} aria-describedby={told} onKeyDown={(event) => pressKey(event, map.current)} />
      <p id={told} class="visually-hidden">{say('map.keys')}</p>
      <p class="visually-hidden" aria-live="polite">{describe()}</p>
      <Controls map={() => map.current} />
      {picking.value && <Picker map={map.current} />}
      {day.value && <Foot day={day.value} />}
    </section>
  );
}

/** Keep a map in a box, showing what the page's state says; gives what ends that. */
function keepMap(box: HTMLElement, kept: { current: DayMap | null }): () => void {
  const card = document.createElement('div');
  const map = makeMap(box, card, { pressed, pointed: point, held: stay }, hands);
  kept.current = map;
  render(<Card />, card);
  // By its id alone: the plan read anew does not move the map back to what was chosen long ago.
  const found = computed(() => chosenVisit.value?.id);
  const stops = [
    effect(() => { const scene = readScene(); if (scene) map.show(scene); }),
    effect(() => revealSoon(map, found.value)),
    dismissByEscape(),
  ];
  return () => {
    for (const stop of stops) stop();
    render(null, card);
    map.close();
    kept.current = null;
  };
}

/** Who walks from visit to visit is shown where they came to, without a map that flies after every step. */
function revealSoon(map: DayMap, visit: string | undefined): () => void {
  const turn = setTimeout(() => { if (visit !== undefined) map.reveal(visit); }, REST_MS);
  return () => clearTimeout(turn);
}

function pressed(hit: Hit, place: Picked): void {
  if (picking.value) picking.value(place);
  else if (hit && 'pin' in hit) hit.pin.act?.();
  else if (offered.value) offered.value(hit, place);
  else choose(isAgain(hit) ? { car: chosenCar.value ?? '' } : hit);
}

/** Whether what was pressed is chosen already: then its whole car is meant. */
function isAgain(hit: Hit): boolean {
  return hit !== null && 'visit' in hit && chosenVisit.value?.id === hit.visit && chosenCar.value !== null;
}

function Picker({ map }: { map: DayMap | null }) {
  return (
    <>
      <span class="cross" aria-hidden="true" />
      <div class="picker" role="status">
        <span>{say('map.pick')}</span>
        <button type="button" class="main" onClick={() => picking.value?.(map?.middle() ?? null)}>{say('map.pick_middle')}</button>
        <button type="button" onClick={() => picking.value?.(null)}>{say('shell.cancel')}</button>
      </div>
    </>
  );
}

/** Whose map it is, and what of the day it cannot show. */
function Foot({ day: { board } }: { day: Day }) {
  const online = findOnlineTiles();
  const elsewhere = board.visits.filter((visit) => !visit.place).length;
  return (
    <div class="foot">
      {elsewhere > 0 && <p>{say('map.elsewhere', { n: elsewhere })}</p>}
      {online && <p class="made">{say('map.online', { host: online.host })}</p>}
      {online && <p class="muted">{online.credit}</p>}
      {board.roads === null && <p class="made">{say('map.no_roads')}</p>}
      {board.made && <p class="made">{say('map.made')}</p>}
      {board.attribution && <p class="muted">{board.made ? say('map.made_credit') : board.attribution}</p>}
    </div>
  );
}
