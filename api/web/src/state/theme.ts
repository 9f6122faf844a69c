// Light, dark, or as the computer has it.

import { computed, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const KEPT = 'hemrutt.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(dark.matches);
const paper = matchMedia('print');
const onPaper = signal(paper.matches);

export const theme = signal<Theme>((localStorage.getItem(KEPT) as Theme | null) ?? 'auto');
/** Paper is white, whatever the screen is. */
export const isDark = computed(() => !onPaper.value && (theme.value === 'dark' || (theme.value === 'auto' && systemDark.value)));

export function choose(wanted: Theme): void {
  theme.value = wanted;
  localStorage.setItem(KEPT, wanted);
  show();
}

export function show(): void {
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
}

dark.addEventListener('change', () => { systemDark.value = dark.matches; show(); });
paper.addEventListener('change', () => { onPaper.value = paper.matches; show(); });
