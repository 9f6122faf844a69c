// The day as lists: by car, by visit, by patient, and what has no place. All that map and timeline show is here as text.

import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { chosen, shown } from '../../../state/day';
import { say, type Key } from '../../../texts';
import { listenToSpots, showDetails, spotOf } from '../spots';
import { ByCar } from './by_car';
import { ByPatient } from './by_patient';
import { ByVisit } from './by_visit';
import { LeftOut } from './left_out';
import { FIELD, found, query } from './searching';
import './lists.css';

type Tab = 'cars' | 'visits' | 'patients' | 'left';

const TABS: Readonly<Record<Tab, { label: Key; list: ComponentType }>> = {
  cars: { label: 'lists.cars', list: ByCar },
  visits: { label: 'lists.visits', list: ByVisit },
  patients: { label: 'lists.patients', list: ByPatient },
  left: { label: 'lists.left', list: LeftOut },
};
const NAMES = Object.keys(TABS) as Tab[];

const tab = signal<Tab>('cars');
/** Lists may take more of the page, for tables. */
const wide = signal(false);

export function Lists() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? listen(box.current) : undefined), []);
  useEffect(() => { tab.value = NAMES.find((name) => location.hash === `#${name}`) ?? tab.value; }, []);
  useEffect(() => { if (box.current) bring(box.current); }, [chosen.value, tab.value]);
  const List = TABS[tab.value].list;
  return (
    <section class={wide.value ? 'lists wide' : 'lists'} aria-label={say('day.list')}>
      <h2 class="visually-hidden">{say('day.list')}</h2>
      <Search />
      <Tabs />
      <div ref={box} class="list" role="tabpanel" id="lists-panel" aria-labelledby={`lists-${tab.value}`}>
        {found.value?.visits.size === 0 && found.value.cars.size === 0 ? <p class="none">{say('search.none')}</p> : <List />}
      </div>
    </section>
  );
}

function Search() {
  return (
    <div class="search" role="search">
      <input
        id={FIELD}
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={say('search.label')}
        placeholder={say('search.label')}
        value={query.value}
        onInput={(event) => { query.value = event.currentTarget.value; }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') chooseFirst();
          if (event.key === 'Escape') { query.value = ''; event.currentTarget.blur(); }
        }}
      />
      <span class="visually-hidden" role="status">{found.value && say('search.found', { n: found.value.visits.size })}</span>
      <button type="button" class="quiet wider" aria-pressed={wide.value} title={say('lists.wide')} aria-label={say('lists.wide')} onClick={() => { wide.value = !wide.value; }}>{wide.value ? '⇤' : '⇥'}</button>
    </div>
  );
}

/** Choose the first of the visits that are found, and let keys go on from there. */
function chooseFirst(): void {
  const first = found.value && document.querySelector<HTMLElement>('#lists-panel [data-visit]');
  first?.focus();
  first?.click();
}

function Tabs() {
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = NAMES[(NAMES.indexOf(tab.value) + by + NAMES.length) % NAMES.length] ?? 'cars';
    tab.value = next;
    document.getElementById(`lists-${next}`)?.focus();
  };
  const left = shown.value?.unassigned.length ?? 0;
  return (
    <div class="tabs" role="tablist" aria-label={say('day.list')} onKeyDown={step}>
      {NAMES.map((name) => (
        <button key={name} id={`lists-${name}`} type="button" role="tab" aria-selected={tab.value === name} aria-controls="lists-panel" tabIndex={tab.value === name ? 0 : -1} onClick={() => { tab.value = name; }}>
          {say(TABS[name].label)}{name === 'left' && left > 0 && <span class="count">{left}</span>}
        </button>
      ))}
    </div>
  );
}

function listen(box: HTMLElement): () => void {
  const ending = new AbortController();
  listenToSpots(box, ending.signal);
  box.addEventListener('keydown', (event) => {
    const spot = spotOf(event.target);
    if (event.key !== 'Enter' || !spot || !('visit' in spot) || event.defaultPrevented) return;
    showDetails(spot);
  }, { signal: ending.signal });
  return () => ending.abort();
}

/** Scroll the list, and nothing around it, to what is chosen elsewhere. */
function bring(box: HTMLElement): void {
  const it = chosen.value;
  if (!it) return;
  const line = box.querySelector('car' in it ? `[data-head="${CSS.escape(it.car)}"]` : `[data-visit="${CSS.escape(it.visit)}"]`)?.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  if (line && (line.top < frame.top + 30 || line.bottom > frame.bottom)) box.scrollTop += line.top - frame.top - frame.height / 3;
}
