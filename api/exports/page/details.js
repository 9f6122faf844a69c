// One stop in full: the card on the map while it is selected, the tip beside the pointer while it is pointed at.

const card = document.getElementById('card');
const tooltip = document.getElementById('tooltip');

function facts(visit) {
  const { planned } = visit;
  const rows = [];
  const add = (name, ...value) => rows.push([t(`fact.${name}`), value]);
  if (planned) {
    add('time', `${span(planned.start, planned.end)} (${minutes(planned.end - planned.start)})`);
    if (planned.drive_s) add('drive', `${minutes(planned.drive_s)} · ${kilometres(planned.drive_m ?? 0)} · ${t('fact.arrive', { time: time(planned.arrive) })}`);
    if (planned.wait_s) add('wait', minutes(planned.wait_s));
    if (planned.late_s) add('late', el('strong', { class: 'bad', text: minutes(planned.late_s) }));
    if (planned.slack_s !== null) add('slack', planned.slack_s ? t('fact.slack_by', { time: duration(planned.slack_s) }) : t('fact.slack_none'));
  } else add('duration', minutes(visit.duration_s));
  add('window', windowsText(visit));
  if (softText(visit)) add('wish', softText(visit));
  if (visit.skills.length) add('skills', bdi(visit.skills.map(skillName).join(', ')));
  if (visit.crew_size > 1) add('crew', String(visit.crew_size));
  if (visit.together.length) add('together', ...togetherText(visit));
  for (const gap of visit.gaps) add('gap', ...gapText(visit, gap));
  add('priority', visit.mandatory ? t('fact.mandatory') : String(visit.priority));
  return rows;
}

function gapText(visit, gap) {
  const other = gap.before === visit.id ? gap.after : gap.before;
  const key = gap.before === visit.id ? 'fact.gap_before' : 'fact.gap_after';
  const length = gap.max_s === null ? t('fact.gap_least', { time: duration(gap.min_s) }) : t('fact.gap_span', { least: duration(gap.min_s), most: duration(gap.max_s) });
  return [`${length} ${t(key)} `, bdi(visits.get(other)?.planned ? labelOf(visits.get(other)) : other)];
}

const heading = (visit) => [chip(visit), bdi(nameOf(visit)), el('span', { class: 'muted' }, bdi(visit.id))];
const reasonsOf = (visit) => leftOut.get(visit.id)?.reasons.map(worded) ?? [];

function visitTip(visit) {
  return [
    el('p', { class: 'tip-head' }, heading(visit)),
    el('p', { class: 'where' }, where(visit)),
    el('dl', {}, facts(visit).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', {}, value)))),
    ...reasonsOf(visit).map((reason) => el('p', { class: 'why' }, el('strong', { text: `${named('reason', reason.code)}: ` }), bdi(reason.text))),
  ];
}

function crowdTip(stops) {
  const ordered = [...stops].sort((a, b) => a.planned.start - b.planned.start);
  const rows = ordered.slice(0, 12).map((visit) => el('li', {}, chip(visit), ` ${time(visit.planned.start)} `, bdi(visit.place.name)));
  return [el('p', { class: 'tip-head', text: t('map.crowd', { n: stops.length }) }), el('ul', { class: 'crowd' }, rows), el('p', { class: 'where', text: t('map.crowd_help') })];
}

const baseTip = (base) => [el('p', { class: 'tip-head' }, bdi(base.place.name)), el('p', { class: 'where' }, `${t('map.base')} `, bdi(base.cars.join(', ')))];

function spoken(visit) {
  const { planned } = visit;
  const place = visit.kind === 'home' ? visit.place?.name : t(`kind.${visit.kind}`);
  const words = [planned ? `${cars.get(planned.car).label} ${planned.number}, ${planned.car}, ${span(planned.start, planned.end)}` : t('tab.unassigned'), nameOf(visit), place, `${t('fact.window')} ${windowsText(visit)}`];
  if (planned?.late_s) words.push(t('sign.late', { time: minutes(planned.late_s) }));
  return words.filter(Boolean).join(', ');
}

function drawCard() {
  const visit = visits.get(state.selected);
  card.hidden = !visit;
  if (!visit) return card.replaceChildren();
  const order = visit.planned ? stopsOf.get(visit.planned.car) : data.unassigned.map((item) => visits.get(item.visit));
  const at = order.indexOf(visit);
  const step = (by, name) => el('button', { type: 'button', class: 'plain', 'data-step': String(by), disabled: !order[at + by], 'aria-label': t(name), title: t(name), onclick: () => goTo(order[at + by].id, by) }, icon(by < 0 ? 'back' : 'next'));
  const close = el('button', { type: 'button', class: 'plain', 'aria-label': t('card.close'), title: t('card.close'), onclick: () => { change({ selected: null }); routeCanvas.focus({ preventScroll: true }); } }, icon('close'));
  card.replaceChildren(
    el('div', { class: 'card-head' }, el('h3', { id: 'card-title' }, heading(visit)), el('div', { class: 'card-tools' }, step(-1, 'card.before'), step(1, 'card.after'), close)),
    el('p', { class: 'where' }, where(visit), visit.planned ? el('span', { class: 'muted' }, `${t('column.car')} `, bdi(visit.planned.car)) : null),
    el('dl', {}, facts(visit).map(([name, value]) => el('div', {}, el('dt', { text: name }), el('dd', {}, value)))),
    ...reasonsOf(visit).map((reason) => el('p', { class: 'why' }, el('strong', { text: `${named('reason', reason.code)}: ` }), bdi(reason.text), reason.would_help ? el('span', { class: 'help' }, `${t('unassigned.help')} `, bdi(reason.would_help)) : null)));
  return undefined;
}

function goTo(id, by) {
  change({ selected: id });
  const again = card.querySelector(`[data-step="${by}"]:not(:disabled)`) ?? card.querySelector('[data-step]:not(:disabled)');
  again?.focus();
}

function showTooltip(content, x, y) {
  tooltip.replaceChildren(...content);
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const left = x + 16 + width > innerWidth ? x - width - 16 : x + 16;
  const top = y + 16 + height > innerHeight ? y - height - 16 : y + 16;
  tooltip.style.left = `${Math.max(left, 4)}px`;
  tooltip.style.top = `${Math.max(top, 4)}px`;
}

function hideTooltip() {
  tooltip.hidden = true;
}

function followPointer(box, { tip = true } = {}) {
  box.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch') return;
    const id = event.target.closest('[data-visit]')?.dataset.visit ?? null;
    hover(id);
    if (id && tip) showTooltip(visitTip(visits.get(id)), event.clientX, event.clientY);
    else hideTooltip();
  });
  box.addEventListener('pointerleave', () => { hover(null); hideTooltip(); });
  box.addEventListener('focusin', (event) => hover(event.target.closest('[data-visit]')?.dataset.visit ?? null));
  box.addEventListener('focusout', () => hover(null));
}
