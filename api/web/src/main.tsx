import { render } from 'preact';
import { App } from './app';
import { Problem } from './client/problem';
import { Waiting } from './parts/waiting';
import * as router from './router';
import * as account from './state/account';
import * as feed from './state/feed';
import * as focus from './state/focus';
import * as keys from './state/keys';
import * as marking from './state/marking';
import * as theme from './state/theme';
import * as texts from './texts';
import { fetchAhead } from './views/day/day';

theme.show();
if (router.place.value.view === 'day') fetchAhead();
const box = document.getElementById('console');
if (box) await begin(box);

/** Show the console, or why it cannot be shown. */
async function begin(page: HTMLElement): Promise<void> {
  try {
    await Promise.all([texts.load(), account.load()]);
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    return render(<main><Waiting asked={[{ problem, again: () => location.reload() }]} /></main>, page);
  }
  router.listen();
  keys.listen();
  marking.listen();
  focus.keep();
  if (account.mayRead()) feed.follow();
  else if (router.place.value.view === 'home') router.go('/settings', { replace: true });
  // What the page shows until then is part of no view: the wall has no heading of ours.
  page.replaceChildren();
  render(<App />, page);
}
