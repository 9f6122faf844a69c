import day from './sv/day.json';
import map from './sv/map.json';
import shell from './sv/shell.json';
import words from './sv/words.json';

export const catalogue = { ...shell, ...words, ...day, ...map };
export type Catalogue = Record<keyof typeof catalogue, string>;
