// What is shown, shared by map, timeline and lists: one selection, one filter, one language.

const data = JSON.parse(document.getElementById('data').textContent);

const state = { language: data.language, selected: null, hovered: null, hidden: new Set(), query: '', tab: 'cars', sort: 'start', at: null };
const cars = new Map(data.cars.map((car) => [car.id, car]));
const visits = new Map(data.visits.map((visit) => [visit.id, visit]));
const leftOut = new Map(data.unassigned.map((item) => [item.visit, item]));
const stopsOf = new Map(data.cars.map((car) => [car.id, []]));
for (const visit of data.visits) if (visit.planned) stopsOf.get(visit.planned.car).push(visit);
for (const stops of stopsOf.values()) stops.sort((a, b) => a.planned.number - b.planned.number);

const listeners = [];
const onChange = (listener) => listeners.push(listener);

function change(patch) {
  const before = { ...state };
  Object.assign(state, patch);
  const changed = new Set(Object.keys(patch).filter((name) => before[name] !== state[name] || name === 'theme'));
  if (changed.size) for (const listener of listeners) listener(changed);
}

const select = (id) => change({ selected: id === state.selected ? null : id });
const hover = (id) => change({ hovered: id });

function toggleCar(id) {
  const hidden = new Set(state.hidden);
  if (!hidden.delete(id)) hidden.add(id);
  change({ hidden });
}

function isolateCar(id) {
  const others = data.cars.map((car) => car.id).filter((other) => other !== id);
  const already = !state.hidden.has(id) && others.every((other) => state.hidden.has(other));
  change({ hidden: new Set(already ? [] : others) });
}

/** What a visit's patient is called. */
const nameOf = (visit) => visit.who[state.language];

const isShown = (visit) => !visit.planned || !state.hidden.has(visit.planned.car);

function matches(visit) {
  const query = state.query.trim().toLocaleLowerCase(state.language);
  if (!query) return true;
  const reasons = leftOut.get(visit.id)?.reasons.map((reason) => worded(reason).text) ?? [];
  const crew = visit.planned ? cars.get(visit.planned.car).crew.map((person) => person.name) : [];
  const words = [visit.id, nameOf(visit), visit.place?.name, visit.planned?.car, labelOf(visit), ...crew, ...visit.skills.map(skillName), ...reasons];
  return words.some((word) => word && String(word).toLocaleLowerCase(state.language).includes(query));
}

// Words, numbers and times -------------------------------------------------------------------------------------

function t(key, values = {}) {
  const text = data.texts[state.language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark);
}

// What the plan says in words, in the language of the page where it knows that.
const worded = (told) => ({ ...told, ...told.translations[state.language] });

const has = (key) => key in data.texts[state.language];
const named = (group, key) => (has(`${group}.${key}`) ? t(`${group}.${key}`) : String(key).replaceAll('_', ' '));
const skillName = (key) => named('skills', key);
const labelOf = (visit) => (visit.planned ? cars.get(visit.planned.car).label + visit.planned.number : '!');

const formats = new Map();
function dateFormat(options) {
  const key = state.language + JSON.stringify(options);
  const locale = state.language === 'sv' ? 'sv-SE' : 'en-GB';
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: data.timezone, ...options }));
  return formats.get(key);
}

const clockOnly = (at) => dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at * 1000));
const dayOf = (at) => dateFormat({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(at * 1000));
const firstDay = () => dateFormat({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(data.extent[0] * 1000));

// A time of another day than the plan's first says which, since 00:30 alone would mislead.
const time = (at) => (at === null || at === undefined ? '–' : clockOnly(at) + (dayOf(at) === firstDay() ? '' : t('time.next_day')));
const span = (from, to) => `${time(from)}–${time(to)}`;
const number = (value, digits = 0) => new Intl.NumberFormat(state.language === 'sv' ? 'sv-SE' : 'en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
const minutes = (seconds) => t('unit.min', { n: number(Math.round(seconds / 60)) });
const kilometres = (metres) => t('unit.km', { n: number(metres / 1000, metres < 99500 ? 1 : 0) });
const share = (value) => t('unit.percent', { n: number(value * 100) });

function duration(seconds) {
  const all = Math.round(seconds / 60);
  return all < 60 ? t('unit.min', { n: all }) : t('unit.h_min', { h: Math.floor(all / 60), m: String(all % 60).padStart(2, '0') });
}

const windowText = ([from, to]) => span(from, to);
const windowsText = (visit) => (visit.windows.length ? visit.windows.map(windowText).join(` ${t('or')} `) : t('window.any'));
const softText = (visit) => visit.windows.filter(([, , from, to]) => from !== null || to !== null).map(([from, to, soft, until]) => span(soft ?? from, until ?? to)).join(', ');

// Elements: text is only ever set as text, so nobody's name can become markup ------------------------------------

function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name === 'style') for (const [property, to] of Object.entries(value)) node.style.setProperty(property, to);
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Typed text stands isolated, so that a right-to-left override in it ends with it.
const bdi = (text) => el('bdi', { text: text ?? '' });

const ICONS = {
  plus: 'M8 3v10M3 8h10', minus: 'M3 8h10', fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3', close: 'M4 4l8 8M12 4l-8 8',
  back: 'M10 3L5 8l5 5', next: 'M6 3l5 5-5 5', theme: 'M8 2.5a5.5 5.5 0 1 0 5.5 5.5A4.4 4.4 0 0 1 8 2.5z',
  only: 'M8 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM8 1v3M8 12v3M1 8h3M12 8h3', print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  phone: 'M4 2.5h2l1 3-1.5 1a7 7 0 0 0 4 4l1-1.5 3 1v2c0 .8-.7 1.5-1.5 1.5A9.5 9.5 0 0 1 2.5 4c0-.8.7-1.5 1.5-1.5z',
  video: 'M2.5 4.5h7.5v7H2.5zM10 7l3.5-2v6L10 9z', cup: 'M3 5h7.5v4A3 3 0 0 1 7.5 12H6a3 3 0 0 1-3-3zM10.5 6H12a1.5 1.5 0 0 1 0 3h-1.5M3 14h8',
};

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' })) svg.setAttribute(key, value);
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
};
const colourOf = (car) => car.colour[isDark() ? 1 : 0];
const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function chip(visit) {
  const car = visit.planned && cars.get(visit.planned.car);
  return el('span', { class: car ? 'chip' : 'chip out', text: labelOf(visit), style: car ? carColours(car) : {} });
}

const carColours = (car) => ({ '--car': car.colour[0], '--car-dark': car.colour[1] });
