// The day in time: a row a car with drive, wait, visit, break, late and overtime, and each visit's window beneath it.
// The instant that is pointed at is shown across all rows, and on the map where the cars are then.

const HOUR = 3600;
const MANY = 7;
const LANES = 3;
const timelineBox = document.getElementById('timeline');
const [begin, finish] = [Math.floor((data.extent[0] - 600) / HOUR) * HOUR, Math.ceil((data.extent[1] + 600) / HOUR) * HOUR];
const percent = (at) => `${((Math.min(Math.max(at, begin), finish) - begin) / (finish - begin)) * 100}%`;
const across = (from, to) => ({ left: percent(from), width: `calc(${percent(to)} - ${percent(from)})` });

function drawTimeline() {
  const hours = [];
  for (let at = begin; at <= finish; at += HOUR) hours.push(at);
  const shown = data.cars.filter((car) => !state.hidden.has(car.id));
  const longest = Math.max(...shown.map((car) => [...car.id].length), 0);
  const cursor = el('div', { class: 'tl-now', hidden: true }, el('span'));
  const grid = el('div', { class: shown.length > MANY ? 'tl many' : 'tl', style: { '--hours': String(hours.length - 1), '--longest': String(longest) } }, hoursRow(hours), shown.map((car) => carRow(car, hours)), cursor);
  const old = timelineBox.contains(document.activeElement) ? document.activeElement.dataset.visit : null;
  timelineBox.replaceChildren(shown.length ? grid : el('p', { class: 'empty', text: t('cars.none') }));
  timelineBox.querySelector('button')?.setAttribute('tabindex', '0');
  if (old) timelineBox.querySelector(`[data-visit="${CSS.escape(old)}"]`)?.focus();
  markTimeline();
}

// The new day is named instead of its first two hours, where there is room before the end of the axis.
const hourText = (at) => {
  if (!isMidnight(at)) return isMidnight(at - HOUR) && at - HOUR > begin ? '' : clockOnly(at).replace(':00', '');
  const named = finish - at < 3 * HOUR ? { weekday: 'short' } : { weekday: 'short', day: 'numeric' };
  return dateFormat(named).format(new Date(at * 1000));
};
const isMidnight = (at) => clockOnly(at) === '00:00';

function hoursRow(hours) {
  const labels = hours.slice(0, -1).map((at) => el('span', { class: `tl-hour${isMidnight(at) ? ' midnight' : ''}`, style: { left: percent(at) }, text: hourText(at) }));
  return el('div', { class: 'tl-row tl-head', 'aria-hidden': 'true' }, el('div', { class: 'tl-name' }), el('div', { class: 'tl-track' }, labels));
}

function carRow(car, hours) {
  const stops = stopsOf.get(car.id);
  const lines = hours.slice(1, -1).map((at) => el('i', { class: isMidnight(at) ? 'tl-line midnight' : 'tl-line', style: { left: percent(at) } }));
  const [lanes, count] = windowLanes(car, stops);
  const name = el('div', { class: 'tl-name' }, el('span', { class: 'chip', text: car.label, style: carColours(car) }), el('span', { class: 'tl-car' }, bdi(car.id)));
  const bars = car.spans.filter(([kind]) => kind !== 'visit').map(([kind, from, to]) => bar(kind, from, to));
  const shift = el('i', { class: 'tl-shift', style: across(...car.shift) });
  const buttons = stops.map(visitButton);
  const track = el('div', { class: 'tl-track', role: 'group', 'aria-label': t('timeline.row', { car: car.id }) }, shift, lines, el('i', { class: 'tl-band', hidden: true }), lanes, bars, buttons);
  return el('div', { class: 'tl-row', 'data-car': car.id, style: { ...carColours(car), '--lanes': String(count) } }, name, track);
}

const bar = (kind, from, to) => el('i', { class: `tl-${kind}`, style: across(from, to), title: `${t(`span.${kind}`)} ${span(from, to)}` }, kind === 'break' && to - from >= 1500 ? icon('cup') : null);

function windowLanes(car, stops) {
  const ends = [];
  const lanes = [];
  for (const visit of stops) {
    const chosen = visit.windows.find(([from, to]) => visit.planned.start >= from && visit.planned.start <= to) ?? visit.windows[0];
    if (!chosen) continue;
    const [from, to] = [Math.max(chosen[0], begin), Math.min(chosen[1], finish)];
    let lane = ends.findIndex((end) => end < from - 300);
    if (lane < 0) lane = ends.length < LANES ? ends.length : ends.indexOf(Math.min(...ends));
    ends[lane] = to;
    const soft = chosen[2] !== null || chosen[3] !== null;
    lanes.push(el('i', { class: soft ? 'tl-window soft' : 'tl-window', 'data-window': visit.id, style: { ...across(from, to), '--lane': String(lane) } }));
    if (soft) lanes.push(el('i', { class: 'tl-window wish', 'data-window': visit.id, style: { ...across(chosen[2] ?? from, chosen[3] ?? to), '--lane': String(lane) } }));
  }
  return [lanes, Math.max(ends.length, 1)];
}

function visitButton(visit) {
  const { start, end, late_s: late } = visit.planned;
  const sign = visit.kind === 'home' ? null : icon(visit.kind);
  const button = el('button', { type: 'button', class: late ? 'tl-visit is-late' : 'tl-visit', 'data-visit': visit.id, tabindex: '-1', 'aria-pressed': 'false', 'aria-label': spoken(visit), style: across(start, end) }, el('span', {}, sign, String(visit.planned.number)));
  return button;
}

function markTimeline() {
  for (const button of timelineBox.querySelectorAll('[data-visit]')) {
    const visit = visits.get(button.dataset.visit);
    const chosen = visit.id === state.selected;
    button.setAttribute('aria-pressed', String(chosen));
    button.classList.toggle('chosen', chosen);
    button.classList.toggle('hovered', visit.id === state.hovered);
    button.classList.toggle('weak', !matches(visit));
  }
  const focus = visits.get(focusOf());
  for (const row of timelineBox.querySelectorAll('.tl-row[data-car]')) {
    const band = row.querySelector('.tl-band');
    const mine = focus?.planned?.car === row.dataset.car && focus.windows.length;
    band.hidden = !mine;
    if (!mine) continue;
    const window = focus.windows.find(([from, to]) => focus.planned.start >= from && focus.planned.start <= to) ?? focus.windows[0];
    for (const [name, to] of Object.entries(across(window[0], window[1]))) band.style.setProperty(name, to);
  }
  for (const line of timelineBox.querySelectorAll('[data-window]')) line.classList.toggle('chosen', line.dataset.window === focusOf());
}

function onTimelineKey(event) {
  const here = event.target.closest?.('[data-visit]');
  if (!here) return;
  const row = here.closest('.tl-row');
  const buttons = [...row.querySelectorAll('[data-visit]')];
  const at = buttons.indexOf(here);
  let next = null;
  if (event.key === 'ArrowRight') next = buttons[at + 1];
  else if (event.key === 'ArrowLeft') next = buttons[at - 1];
  else if (event.key === 'Home') [next] = buttons;
  else if (event.key === 'End') next = buttons.at(-1);
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') next = nearestInRow(row, here, event.key === 'ArrowDown');
  else return;
  event.preventDefault();
  if (next) moveFocus(timelineBox, next);
}

function nearestInRow(row, here, down) {
  let other = row;
  do other = down ? other.nextElementSibling : other.previousElementSibling;
  while (other && !other.querySelector('[data-visit]'));
  const start = visits.get(here.dataset.visit).planned.start;
  const away = (button) => Math.abs(visits.get(button.dataset.visit).planned.start - start);
  return [...(other?.querySelectorAll('[data-visit]') ?? [])].sort((a, b) => away(a) - away(b))[0];
}

function moveFocus(box, next) {
  for (const button of box.querySelectorAll('button[tabindex="0"]')) button.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function markInstant() {
  const cursor = timelineBox.querySelector('.tl-now');
  if (!cursor) return;
  cursor.hidden = state.at === null;
  if (cursor.hidden) return;
  cursor.style.setProperty('--at', String((state.at - begin) / (finish - begin)));
  cursor.firstChild.textContent = time(state.at);
}

// To the minute; nothing where the names of the cars stand.
function instantAt(event) {
  const track = timelineBox.querySelector('.tl-head .tl-track')?.getBoundingClientRect();
  if (!track || event.clientX < track.left || event.clientX > track.right) return null;
  const at = begin + ((event.clientX - track.left) / track.width) * (finish - begin);
  return Math.round(at / 60) * 60;
}

function drawLegend() {
  const kinds = ['drive', 'visit', 'wait', 'break', 'late', 'overtime', 'window'];
  document.getElementById('legend').replaceChildren(...kinds.map((kind) => el('li', {}, el('i', { class: `key key-${kind}`, 'aria-hidden': 'true' }), t(`span.${kind}`))));
}

function startTimeline() {
  timelineBox.addEventListener('keydown', onTimelineKey);
  timelineBox.addEventListener('click', (event) => {
    const button = event.target.closest('[data-visit]');
    if (!button) return;
    for (const other of timelineBox.querySelectorAll('button[tabindex="0"]')) other.tabIndex = -1;
    button.tabIndex = 0;
    select(button.dataset.visit);
  });
  followPointer(timelineBox);
  timelineBox.addEventListener('pointermove', (event) => change({ at: instantAt(event) }));
  timelineBox.addEventListener('pointerleave', () => change({ at: null }));
  timelineBox.addEventListener('focusin', (event) => {
    const id = event.target.closest('[data-visit]:focus-visible')?.dataset.visit;
    if (id) change({ at: visits.get(id).planned.start });
  });
  timelineBox.addEventListener('focusout', () => change({ at: null }));
}
