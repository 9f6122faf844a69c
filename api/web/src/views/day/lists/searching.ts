// What is searched for in the day, and what of it is found: lists show it alone.

import { computed, signal } from '@preact/signals';
import { find } from '../../../model/search';
import { skillWord } from '../../../model/skills';
import { shown } from '../../../state/day';

export const query = signal('');

/** Visits and cars that are found; null while nothing is searched for. */
export const found = computed(() => (shown.value ? find(shown.value, query.value, skillWord) : null));

export const FIELD = 'day-search';

export function focusSearch(): void {
  const field = document.getElementById(FIELD);
  if (field instanceof HTMLInputElement) field.select();
  field?.focus();
}
