import type { Catalogue } from './sv';
import day from './en/day.json';
import shell from './en/shell.json';
import words from './en/words.json';

export const catalogue: Catalogue = { ...shell, ...words, ...day };
