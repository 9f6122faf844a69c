// The day as time: a row per car, with one scale for all. Our own, because drives, waits, windows and lateness share a lane,
// by keyboard as well as by drag, for hundreds of visits (docs/decisions/0014-console.md).

import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Chip } from '../../../parts/chip';
import { chosen, day, hidden, preview, shown, toggleCar } from '../../../state/day';
import { say } from '../../../texts';
import { Axis, May, Now } from './axis';
import { listen } from './hands';
import { movesBetween, type Move } from './moves';
import { Row } from './row';
import { rows } from './rover';
import { bring } from './sight';
import { Waiting } from './waiting';
import { anchor, room, scale, size, zoom } from './zoom';
import './timeline.css';

/** More cars than this have lower rows, so that a team is seen whole. */
const ROOMY_ROWS = 6;
const NO_CHANGES: ReadonlyMap<string, Move> = new Map();

export function Timeline() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? listen(box.current) : undefined), []);
  useEffect(() => (box.current ? measure(box.current) : undefined), []);
  useLayoutEffect(() => {
    const kept = anchor.value;
    if (box.current && kept) box.current.scrollLeft = kept.share * room.value * zoom.value - kept.x;
  }, [zoom.value]);
  useEffect(() => { if (box.current) bring(box.current, chosen.value); }, [chosen.value]);
  const hours = (scale.value.end - scale.value.start) / 3600;
  return (
    <section class="timeline" aria-label={say('day.timeline')}>
      <p id="timeline-help" class="visually-hidden">{say('timeline.help')}</p>
      <div class="scroller" ref={box} aria-describedby="timeline-help" role="group">
        <div class="inner" style={{ width: `calc(var(--head) + (100% - var(--head)) * ${zoom.value})`, '--hours': hours }}>
          <Rows />
        </div>
      </div>
    </section>
  );
}

function Rows() {
  const changes = useComputed(() => (preview.value && day.value ? movesBetween(day.value, preview.value) : NO_CHANGES)).value;
  const open = shown.value;
  if (!open) return null;
  const before = preview.value ? day.value : null;
  return (
    <div class={`rows${before ? ' trying' : ''}${rows.value.length > ROOMY_ROWS ? ' dense' : ''}`}>
      <Axis timezone={open.board.timezone} />
      <Waiting day={open} scale={scale.value} />
      {rows.value.map((car) => <Row key={car.id} car={car} day={open} before={before} changes={changes} scale={scale.value} />)}
      <Hidden />
      <Now />
      <May />
    </div>
  );
}

/** Cars that are not shown, to be had back. */
function Hidden() {
  const cars = shown.value?.board.cars.filter((car) => hidden.value.has(car.id)) ?? [];
  if (cars.length === 0) return null;
  return (
    <div class="folded">
      <div class="head">
        <span class="muted">{say('cars.hidden', { n: cars.length })}</span>
        <button type="button" onClick={() => { hidden.value = new Set(); }}>{say('cars.all')}</button>
        {cars.map((car) => <button key={car.id} type="button" class="quiet" aria-label={say('cars.show', { car: car.id })} title={say('cars.show', { car: car.id })} onClick={() => toggleCar(car.id)}><Chip car={car} /></button>)}
      </div>
    </div>
  );
}

/** Of the times of the axis at a desk. */
const TICK_PX = 12;

/** Know how wide the lanes may be, and how large their times are. */
function measure(box: HTMLElement): () => void {
  const look = (): void => {
    room.value = box.clientWidth - (box.querySelector<HTMLElement>('.axis .head')?.offsetWidth ?? 0);
    const tick = box.querySelector('.tick');
    size.value = tick ? Number.parseFloat(getComputedStyle(tick).fontSize) / TICK_PX : 1;
  };
  const observer = new ResizeObserver(look);
  observer.observe(box);
  look();
  return () => observer.disconnect();
}
