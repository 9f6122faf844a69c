// The same plan as text: run sheets by car, all visits, those left out, what it costs.

const panel = document.getElementById('panel');
const tabs = document.getElementById('tabs');
const TABS = ['cars', 'visits', 'unassigned', 'cost'];

function drawTabs() {
  const counts = { visits: data.visits.length, unassigned: data.unassigned.length };
  tabs.replaceChildren(...TABS.map((name) => {
    const chosen = name === state.tab;
    const badge = name in counts ? el('span', { class: name === 'unassigned' && counts[name] ? 'count warn' : 'count', text: String(counts[name]) }) : null;
    return el('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-selected': String(chosen), 'aria-controls': 'panel', tabindex: chosen ? '0' : '-1', onclick: () => change({ tab: name }) }, t(`tab.${name}`), badge);
  }));
  panel.setAttribute('aria-labelledby', `tab-${state.tab}`);
}

function onTabKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  change({ tab: TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length] });
  document.getElementById(`tab-${state.tab}`).focus();
}

function drawPanel() {
  const draw = { cars: carSheets, visits: visitList, unassigned: leftOutList, cost: costList }[state.tab];
  const focused = panel.contains(document.activeElement) ? document.activeElement.dataset : null;
  panel.replaceChildren(...[draw()].flat());
  if (focused?.visit) panel.querySelector(`button[data-visit="${CSS.escape(focused.visit)}"]`)?.focus();
  if (focused?.sort) panel.querySelector(`[data-sort="${focused.sort}"]`)?.focus();
  markPanel();
}

function carSheets() {
  const shown = data.cars.filter((car) => !state.hidden.has(car.id));
  const sheets = shown.map(carSheet).filter(Boolean);
  return sheets.length ? sheets : [el('p', { class: 'empty', text: t(state.query ? 'search.none' : 'cars.none') })];
}

function carSheet(car) {
  const stops = stopsOf.get(car.id).filter(matches);
  if (!stops.length && state.query) return null;
  const rows = [edgeRow('leaves', car), ...stops.map((visit) => [visit.planned.start, stopRow(visit)]), edgeRow('returns', car)].filter(Boolean);
  if (!state.query) for (const [from, to] of car.breaks) rows.push([from, breakRow(from, to)]);
  // A break at the base comes before leaving it, or after the return.
  rows.sort((a, b) => a[0] - b[0]);
  const head = el('tr', {}, ['number', 'time', 'visit', 'minutes'].map((name) => el('th', { scope: 'col', class: name === 'minutes' ? 'right' : null, text: t(`column.${name}`) })));
  return el('article', { class: 'sheet-card', 'data-car': car.id, style: carColours(car) },
    el('h3', {}, el('span', { class: 'chip', text: car.label }), bdi(car.id), el('span', { class: 'muted', text: span(...car.shift) })),
    el('p', { class: 'crew' }, crewText(car)),
    car.sums ? el('p', { class: 'sums' }, sumsText(car)) : el('p', { class: 'sums', text: t('car.free') }),
    rows.length && car.sums ? el('table', {}, el('caption', { class: 'hidden', text: t('sheet.caption', { car: car.id }) }), el('thead', {}, head), el('tbody', {}, rows.map(([, row]) => row))) : null);
}

const crewText = (car) => car.crew.flatMap((person, at) => [at ? ' · ' : '', bdi(person.name), el('span', { class: 'muted', text: ` ${skillName(person.profession)}` })]);

function sumsText(car) {
  const { drive_s: drive, drive_m: metres, visit_s: care, wait_s: wait, overtime_s: overtime } = car.sums;
  const parts = [t('sum.visits', { n: stopsOf.get(car.id).length }), t('sum.care', { time: duration(care) }), t('sum.drive', { time: duration(drive), km: kilometres(metres) })];
  if (wait) parts.push(t('sum.wait', { time: duration(wait) }));
  const text = parts.join(' · ');
  return overtime ? [`${text} · `, el('strong', { class: 'bad', text: t('sum.overtime', { time: duration(overtime) }) })] : [text];
}

function edgeRow(which, car) {
  if (!car[which] || state.query) return null;
  const base = car.base[which === 'leaves' ? 0 : 1];
  return [car[which], el('tr', { class: 'edge' }, el('td'), el('td', { class: 'time', text: time(car[which]) }), el('td', { colspan: '2' }, t(`stop.${which}`), base ? ' ' : null, base ? bdi(base) : null))];
}

const breakRow = (from, to) => el('tr', { class: 'rest' }, el('td', {}, icon('cup')), el('td', { class: 'time', text: time(from) }), el('td', { text: t('span.break') }), el('td', { class: 'right', text: String(Math.round((to - from) / 60)) }));

function stopRow(visit) {
  const { planned } = visit;
  const tags = visit.skills.map((skill) => el('span', { class: 'tag', text: skillName(skill) }));
  return el('tr', { 'data-visit': visit.id },
    el('td', {}, chip(visit)),
    el('td', { class: 'time', text: time(planned.start) }),
    el('td', {}, visitName(visit), where(visit), signs(visit), tags.length ? el('span', { class: 'tags' }, tags) : null),
    el('td', { class: 'right', text: String(Math.round((planned.end - planned.start) / 60)) }));
}

const visitName = (visit) => el('button', { type: 'button', class: 'name', 'data-visit': visit.id, 'aria-pressed': 'false' }, bdi(nameOf(visit)), el('span', { class: 'muted' }, ' ', bdi(visit.id)));
const where = (visit) => el('span', { class: 'where' }, visit.kind === 'home' ? bdi(visit.place?.name) : [icon(visit.kind), ` ${t(`kind.${visit.kind}`)}`]);

function signs(visit) {
  const notes = [];
  if (visit.planned?.late_s) notes.push(el('span', { class: 'sign bad', text: t('sign.late', { time: minutes(visit.planned.late_s) }) }));
  if (visit.together.length) notes.push(el('span', { class: 'sign' }, `${t('sign.together')} `, togetherText(visit)));
  if (visit.crew_size > 1) notes.push(el('span', { class: 'sign', text: t('sign.crew', { n: visit.crew_size }) }));
  return notes.length ? el('span', { class: 'signs' }, notes) : null;
}

const togetherText = (visit) => visit.together.flatMap((id, at) => [at ? ', ' : '', bdi(visits.get(id)?.planned ? labelOf(visits.get(id)) : id)]);

const SORTS = {
  start: (visit) => visit.planned?.start ?? Infinity,
  patient: (visit) => nameOf(visit),
  window: (visit) => visit.windows[0]?.[0] ?? 0,
  car: (visit) => (visit.planned ? data.cars.indexOf(cars.get(visit.planned.car)) * 1000 + visit.planned.number : Infinity),
};

function visitList() {
  const key = SORTS[state.sort];
  const collator = new Intl.Collator(state.language, { numeric: true });
  const compare = (a, b) => (typeof a === 'number' ? (a === b ? 0 : a - b) : collator.compare(a, b));
  const shown = data.visits.filter((visit) => isShown(visit) && matches(visit)).sort((a, b) => compare(key(a), key(b)) || collator.compare(a.id, b.id));
  const header = (name, sort) => el('th', { scope: 'col', 'aria-sort': sort === state.sort ? 'ascending' : null }, el('button', { type: 'button', class: 'sort', 'data-sort': sort, onclick: () => change({ sort }) }, t(`column.${name}`)));
  const rows = shown.map((visit) => el('tr', { 'data-visit': visit.id },
    el('td', {}, chip(visit)),
    el('td', { class: 'time', text: visit.planned ? time(visit.planned.start) : '–' }),
    el('td', {}, visitName(visit), where(visit), signs(visit)),
    el('td', { class: 'time muted', text: windowsText(visit) })));
  const head = el('tr', {}, header('number', 'car'), header('time', 'start'), header('patient', 'patient'), header('window', 'window'));
  if (!rows.length) return el('p', { class: 'empty', text: t('search.none') });
  return el('table', { class: 'all' }, el('caption', { class: 'hidden', text: t('tab.visits') }), el('thead', {}, head), el('tbody', {}, rows));
}

function leftOutList() {
  const shown = data.unassigned.filter((item) => matches(visits.get(item.visit)));
  if (!shown.length) return el('p', { class: 'empty', text: t(data.unassigned.length ? 'search.none' : 'unassigned.none') });
  return shown.map((item) => {
    const visit = visits.get(item.visit);
    return el('article', { class: 'left-out', 'data-visit': visit.id },
      el('h3', {}, chip(visit), visitName(visit)),
      el('p', {}, where(visit), el('span', { class: 'muted', text: `${minutes(visit.duration_s)} · ${windowsText(visit)}` })),
      el('ul', { class: 'reasons' }, item.reasons.map(worded).map((reason) => el('li', {}, el('strong', { text: named('reason', reason.code) }), reason.cars.length ? el('span', { class: 'muted' }, ' ', bdi(reason.cars.join(', '))) : null, el('span', { class: 'why' }, bdi(reason.text)), reason.would_help ? el('span', { class: 'help' }, `${t('unassigned.help')} `, bdi(reason.would_help)) : null))));
  });
}

function costList() {
  const parts = Object.entries(data.cost.parts).filter(([, value]) => value).sort((a, b) => b[1] - a[1]);
  const most = Math.max(...parts.map(([, value]) => value), 1);
  const rows = parts.map(([name, value]) => el('tr', {}, el('th', { scope: 'row', text: named('cost', name) }), el('td', { class: 'right', text: number(value) }), el('td', { class: 'meter' }, el('i', { style: { width: `${Math.max((value / most) * 100, 1)}%` } }))));
  const total = el('tr', { class: 'total' }, el('th', { scope: 'row', text: t('cost.total') }), el('td', { class: 'right', text: number(data.cost.total) }), el('td'));
  const carRows = data.cars.filter((car) => car.sums).map((car) => el('tr', { style: carColours(car) }, el('th', { scope: 'row' }, el('span', { class: 'chip', text: car.label }), ' ', bdi(car.id)), el('td', { class: 'right', text: String(stopsOf.get(car.id).length) }), el('td', { class: 'right', text: duration(car.sums.visit_s) }), el('td', { class: 'right', text: duration(car.sums.drive_s) }), el('td', { class: 'right', text: kilometres(car.sums.drive_m) })));
  const carHead = el('tr', {}, ['car', 'visits', 'care', 'drive', 'km'].map((name, at) => el('th', { scope: 'col', class: at ? 'right' : null, text: t(`column.${name}`) })));
  return [
    el('h3', { text: t('cost.title') }),
    el('p', { class: 'muted', text: t('cost.unit') }),
    el('table', { class: 'cost' }, el('caption', { class: 'hidden', text: t('cost.title') }), el('tbody', {}, rows, total)),
    data.bound ? el('p', { class: 'muted' }, t('cost.bound', { gap: share(data.bound.gap) }), ' ', bdi(worded(data.bound).scope)) : null,
    el('h3', { text: t('figures.title') }),
    el('dl', { class: 'figures' }, figures(true).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', { text: value })))),
    el('h3', { text: t('figures.cars') }),
    el('table', { class: 'per-car' }, el('caption', { class: 'hidden', text: t('figures.cars') }), el('thead', {}, carHead), el('tbody', {}, carRows)),
    data.notes.length ? el('ul', { class: 'notes' }, worded(data).notes.map((note) => el('li', {}, bdi(note)))) : null,
  ].filter(Boolean);
}

function figures(all) {
  const { kpis } = data;
  const some = [
    [t('kpi.visits'), `${kpis.visits_planned} / ${kpis.visits_planned + kpis.visits_unassigned}`],
    [t('kpi.care'), share(kpis.care_share)],
    [t('kpi.drive'), duration(kpis.drive_s)],
    [t('kpi.distance'), kilometres(kpis.drive_m)],
  ];
  if (!all) return some;
  const more = [[t('kpi.co2'), t('unit.kg', { n: number(kpis.co2_g / 1000, 1) })], [t('kpi.late'), duration(kpis.late_s)], [t('kpi.overtime'), duration(kpis.overtime_s)]];
  if (kpis.continuity !== null) more.push([t('kpi.continuity'), share(kpis.continuity)]);
  return [...some, ...more];
}

function markPanel() {
  for (const node of panel.querySelectorAll('tr[data-visit], article[data-visit]')) {
    node.classList.toggle('chosen', node.dataset.visit === state.selected);
    node.classList.toggle('hovered', node.dataset.visit === state.hovered);
  }
  for (const button of panel.querySelectorAll('button[data-visit]')) button.setAttribute('aria-pressed', String(button.dataset.visit === state.selected));
}

function showChosen() {
  const node = panel.querySelector('.chosen');
  if (!node) return;
  const [box, frameBox] = [node.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (panel.scrollHeight > panel.clientHeight && (box.top < frameBox.top + 8 || box.bottom > frameBox.bottom - 8)) {
    panel.scrollBy({ top: box.top - frameBox.top - frameBox.height / 3, behavior: isCalm() ? 'auto' : 'smooth' });
  }
}

function onPanelKey(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...panel.querySelectorAll('button[data-visit]')];
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  buttons[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

function startLists() {
  tabs.addEventListener('keydown', onTabKey);
  panel.addEventListener('keydown', onPanelKey);
  panel.addEventListener('click', (event) => {
    const row = event.target.closest('[data-visit]');
    if (row) select(row.dataset.visit);
  });
  followPointer(panel, { tip: false });
}
