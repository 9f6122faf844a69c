// Single keys: each view says which it has; they can be switched off (WCAG 2.1.4) and rest while somebody types.

import { signal } from '@preact/signals';
import { nameOfKey } from '../model/shortcut';

export interface Shortcut {
  key: string;
  label: string;
  act: () => void;
}

const KEPT = 'hemrutt.keys';

export const on = signal(localStorage.getItem(KEPT) !== 'off');
export const shortcuts = signal<readonly Shortcut[]>([]);

export function switchKeys(wanted: boolean): void {
  on.value = wanted;
  localStorage.setItem(KEPT, wanted ? 'on' : 'off');
}

/** Have keys do things as long as a view is shown; gives what ends that. */
export function bind(own: readonly Shortcut[]): () => void {
  shortcuts.value = [...shortcuts.value, ...own];
  return () => { shortcuts.value = shortcuts.value.filter((one) => !own.includes(one)); };
}

export function listen(): void {
  document.addEventListener('keydown', (event) => {
    if (!on.value || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const pressed = nameOfKey(event);
    const found = shortcuts.value.findLast((one) => one.key !== '' && one.key.toLowerCase() === pressed);
    if (!found) return;
    event.preventDefault();
    found.act();
  });
}

/** Who stands in a form would lose what is filled in, and means no key of the page where it holds something unsent; forms that never hold any (`data-keys`) leave the keys free. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('select, textarea, input:not([type=radio], [type=checkbox]), form:not([data-keys]) input, [data-unsent] *'));
}
