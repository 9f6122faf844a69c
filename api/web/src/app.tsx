// Which view an address shows.

import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Later } from './parts/later';
import { place } from './router';
import { Shell } from './shell';
import { day } from './state/day';
import { say } from './texts';
import { titleOf } from './title';
import { CarView } from './views/car/car';
import { DayView } from './views/day/day';
import { PaperView } from './views/paper/paper';
import { Home } from './views/plans/home';
import { Plans } from './views/plans/plans';
import { Wall } from './views/wall/wall';

const figures = async () => (await import('./views/figures/figures')).FiguresView;
const morning = async () => (await import('./views/morning/morning')).MorningView;
const settings = async () => (await import('./views/settings/settings')).SettingsView;

export function App() {
  useSignalEffect(() => { document.title = titleOf(place.value, day.value?.board ?? null); });
  const here = place.value;
  return here.view === 'wall' ? <Wall team={here.team} /> : <Shell>{view()}</Shell>;
}

function view(): ComponentChildren {
  const here = place.value;
  switch (here.view) {
    case 'home':
      return <Home />;
    case 'plans':
      return <Plans />;
    case 'day':
      return <DayView plan={here.plan} />;
    case 'morning':
      return <Later load={morning} />;
    case 'car':
      return <CarView plan={here.plan} car={here.car} />;
    case 'paper':
      return <PaperView plan={here.plan} />;
    case 'figures':
      return <Later load={figures} />;
    case 'settings':
      return <Later load={settings} />;
    default:
      return <h1 class="waiting">{say('shell.nowhere')}</h1>;
  }
}
