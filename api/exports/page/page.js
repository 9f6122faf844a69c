// Joins the parts: headings, the row of cars, and who draws what when something changes.

function longDate() {
  const at = new Date(`${data.date}T12:00:00Z`);
  const locale = state.language === 'sv' ? 'sv-SE' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

function drawHeading() {
  document.documentElement.lang = state.language;
  document.getElementById('team').textContent = data.team[state.language];
  const facts = [longDate(), data.version > 1 ? t('subtitle.version', { n: data.version }) : null].filter(Boolean);
  document.getElementById('subtitle').textContent = facts.join(' · ');
  document.getElementById('kpis').replaceChildren(...figures(false).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { text: value }))));
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  const search = document.getElementById('search');
  search.placeholder = t('search');
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', String(button.dataset.language === state.language));
  document.getElementById('languages').setAttribute('aria-label', t('language'));
  nameButton('theme', 'theme', isDark() ? 'theme.light' : 'theme.dark');
  nameButton('print', 'print', 'print');
  nameButton('zoom-in', 'plus', 'map.in');
  nameButton('zoom-out', 'minus', 'map.out');
  nameButton('zoom-all', 'fit', 'map.all');
  drawWarnings();
}

function nameButton(id, sign, key) {
  const button = document.getElementById(id);
  button.replaceChildren(icon(sign));
  button.setAttribute('aria-label', t(key));
  button.title = t(key);
}

function drawWarnings() {
  const warnings = [data.made ? t('banner.made') : null, data.estimated ? t('banner.estimated') : null].filter(Boolean);
  const banner = document.getElementById('banner');
  banner.hidden = !warnings.length;
  banner.textContent = warnings.join(' ');
  const source = document.getElementById('attribution');
  source.replaceChildren(bdi(data.attribution ?? ''));
  source.hidden = !data.attribution;
}

function drawCars() {
  const box = document.getElementById('cars');
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const chips = data.cars.map((car) => {
    const shown = !state.hidden.has(car.id);
    return el('div', { class: shown ? 'car' : 'car off', role: 'group', 'aria-label': car.id, style: carColours(car) },
      el('button', { type: 'button', class: 'show', 'aria-pressed': String(shown), 'data-key': `show ${car.id}`, title: t(shown ? 'cars.hide' : 'cars.show', { car: car.id }), onclick: () => toggleCar(car.id) }, el('span', { class: 'chip', text: car.label }), bdi(car.id), el('span', { class: 'muted', text: String(stopsOf.get(car.id).length) })),
      el('button', { type: 'button', class: 'only', 'data-key': `only ${car.id}`, onclick: () => isolateCar(car.id), 'aria-label': t('cars.only_of', { car: car.id }), title: t('cars.only_of', { car: car.id }) }, icon('only')));
  });
  const all = state.hidden.size ? [el('button', { type: 'button', class: 'plain all', 'data-key': 'all', onclick: () => change({ hidden: new Set() }) }, t('cars.all'))] : [];
  box.replaceChildren(...chips, ...all);
  if (focused) (box.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? box.querySelector('button'))?.focus();
}

function tell() {
  const visit = visits.get(state.selected);
  const found = state.query.trim() ? t('search.found', { n: data.visits.filter((other) => isShown(other) && matches(other)).length }) : '';
  document.getElementById('status').textContent = found || (visit ? spoken(visit) : '');
}

function onStateChange(changed) {
  const any = (...names) => names.some((name) => changed.has(name));
  const words = any('language', 'theme');
  if (words) drawHeading();
  if (words) { drawLegend(); drawTabs(); }
  if (words || any('hidden')) { drawCars(); drawTimeline(); drawSheets(); }
  if (any('tab')) { drawTabs(); panel.scrollTop = 0; }
  if (any('selected')) reveal();
  if (words || any('hidden', 'query', 'tab', 'sort')) drawPanel();
  if (words || any('selected')) drawCard();
  if (any('selected', 'hovered', 'query')) { markTimeline(); markPanel(); }
  if (any('at', 'hidden') || words) markInstant();
  if (any('selected')) showChosen();
  if (any('selected', 'query', 'language')) tell();
  drawSoon();
}

// A visit chosen in one place is brought into sight in the others.
function reveal() {
  const visit = visits.get(state.selected);
  if (!visit) return;
  if (!isShown(visit)) toggleCar(visit.planned.car);
  if (!visit.planned && (state.tab === 'cars' || state.tab === 'cost')) change({ tab: 'unassigned' });
  if (visit.planned && (state.tab === 'unassigned' || state.tab === 'cost')) change({ tab: 'cars' });
  if (visit.place) bringIntoView(visit.place);
  const button = timelineBox.querySelector(`[data-visit="${CSS.escape(visit.id)}"]`);
  if (button && timelineBox.scrollWidth > timelineBox.clientWidth) {
    const [box, frameBox] = [button.getBoundingClientRect(), timelineBox.getBoundingClientRect()];
    if (box.left < frameBox.left + 110 || box.right > frameBox.right - 10) timelineBox.scrollBy({ left: box.left - frameBox.left - frameBox.width / 2, behavior: isCalm() ? 'auto' : 'smooth' });
  }
}

function changeTheme() {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
  change({ theme: document.documentElement.dataset.theme });
}

function start() {
  onChange(onStateChange);
  onStateChange(new Set(['language', 'tab']));
  startMap();
  startTimeline();
  startLists();
  for (const button of document.querySelectorAll('[data-language]')) button.addEventListener('click', () => change({ language: button.dataset.language }));
  document.getElementById('theme').addEventListener('click', changeTheme);
  document.getElementById('print').addEventListener('click', () => print());
  document.getElementById('search').addEventListener('input', (event) => change({ query: event.target.value }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => change({ theme: 'auto' }));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (!tooltip.hidden) hideTooltip();
    else if (state.selected) change({ selected: null });
  });
}

start();
