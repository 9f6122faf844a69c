import day from './sv/day.json';
import shell from './sv/shell.json';
import words from './sv/words.json';

export const catalogue = { ...shell, ...words, ...day };
export type Catalogue = Record<keyof typeof catalogue, string>;
