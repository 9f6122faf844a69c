// Light, dark, or as the computer has it.

import { computed, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const KEPT = 'hemrutt.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(dark.matches);

export const theme = signal<Theme>((localStorage.getItem(KEPT) as Theme | null) ?? 'auto');
export const isDark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemDark.value));

export function choose(wanted: Theme): void {
  theme.value = wanted;
  localStorage.setItem(KEPT, wanted);
  show();
}

export function show(): void {
  document.documentElement.dataset['theme'] = isDark.value ? 'dark' : 'light';
}

dark.addEventListener('change', () => { systemDark.value = dark.matches; show(); });
