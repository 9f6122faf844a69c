import type { Catalogue } from './sv';
import day from './en/day.json';
import dispatch from './en/dispatch.json';
import lists from './en/lists.json';
import map from './en/map.json';
import morning from './en/morning.json';
import shell from './en/shell.json';
import skills from './en/skills.json';
import timeline from './en/timeline.json';
import views from './en/views.json';
import visit from './en/visit.json';
import words from './en/words.json';

export const catalogue: Catalogue = { ...day, ...dispatch, ...lists, ...map, ...morning, ...shell, ...skills, ...timeline, ...views, ...visit, ...words };
