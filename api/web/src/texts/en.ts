import type { Catalogue } from './sv';
import day from './en/day.json';
import dispatch from './en/dispatch.json';
import figures from './en/figures.json';
import lists from './en/lists.json';
import map from './en/map.json';
import morning from './en/morning.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import skills from './en/skills.json';
import timeline from './en/timeline.json';
import views from './en/views.json';
import visit from './en/visit.json';
import why from './en/why.json';
import words from './en/words.json';

export const catalogue: Catalogue = { ...day, ...dispatch, ...figures, ...lists, ...map, ...morning, ...settings, ...shell, ...skills, ...timeline, ...views, ...visit, ...why, ...words };
