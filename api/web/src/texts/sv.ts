import day from './sv/day.json';
import dispatch from './sv/dispatch.json';
import figures from './sv/figures.json';
import lists from './sv/lists.json';
import map from './sv/map.json';
import morning from './sv/morning.json';
import settings from './sv/settings.json';
import shell from './sv/shell.json';
import skills from './sv/skills.json';
import timeline from './sv/timeline.json';
import views from './sv/views.json';
import visit from './sv/visit.json';
import why from './sv/why.json';
import words from './sv/words.json';

export const catalogue = { ...day, ...dispatch, ...figures, ...lists, ...map, ...morning, ...settings, ...shell, ...skills, ...timeline, ...views, ...visit, ...why, ...words };
export type Catalogue = Record<keyof typeof catalogue, string>;
