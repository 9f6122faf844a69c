// Which view an address shows.

import type { ComponentChildren } from 'preact';
import { Later } from './parts/later';
import { place } from './router';
import { Shell } from './shell';
import { say } from './texts';
import { DayView } from './views/day/day';
import { Home } from './views/plans/home';
import { Plans } from './views/plans/plans';

const morning = async () => (await import('./views/morning/morning')).MorningView;

export function App() {
  return <Shell>{view()}</Shell>;
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
    default:
      return <p class="waiting">{say('shell.nowhere')}</p>;
  }
}
