// The address as a signal, and links that change it without loading the page anew.

import { computed, signal } from '@preact/signals';

export type Place =
  | { view: 'home' }
  | { view: 'plans' }
  | { view: 'day'; plan: string }
  | { view: 'car'; plan: string; car: string }
  | { view: 'paper'; plan: string }
  | { view: 'wall'; team: string }
  | { view: 'morning'; team: string | null; date: string | null }
  | { view: 'figures'; team: string | null }
  | { view: 'settings'; section: string | null }
  | { view: 'nowhere' };

const path = signal(location.pathname);

export const place = computed(() => read(path.value));

/** Go to an address of the console. */
export function go(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  path.value = location.pathname;
}

/** Find out what an address shows. */
export function read(address: string): Place {
  const [first = '', second = null, third = null, fourth = null] = address.split('/').slice(1).map(decode);
  if (first === '') return { view: 'home' };
  if (first === 'plans' && !second) return { view: 'plans' };
  if (first === 'plans' && second && !third) return { view: 'day', plan: second };
  if (first === 'plans' && second && third === 'cars' && fourth) return { view: 'car', plan: second, car: fourth };
  if (first === 'plans' && second && third === 'paper') return { view: 'paper', plan: second };
  if (first === 'wall' && second) return { view: 'wall', team: second };
  if (first === 'morning') return { view: 'morning', team: second, date: third };
  if (first === 'figures') return { view: 'figures', team: second };
  if (first === 'settings') return { view: 'settings', section: second };
  return { view: 'nowhere' };
}

/** Read a part of an address; one that is not written as addresses are names nothing there is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Have links inside the console handled by it; those to files and to other windows are the browser's. */
export function listen(): void {
  addEventListener('popstate', () => { path.value = location.pathname; });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || to.pathname.startsWith('/api/') || (to.hash && to.pathname === location.pathname)) return;
    event.preventDefault();
    go(to.pathname + to.search + to.hash);
    document.getElementById('main')?.focus();
  });
}
