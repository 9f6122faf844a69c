// On paper: an A4 run sheet a car, and what was left out on the last.

function drawSheets() {
  const sheets = data.cars.filter((car) => car.sums && !state.hidden.has(car.id)).map(paperSheet);
  if (data.unassigned.length) sheets.push(paperLeftOut());
  document.getElementById('sheets').replaceChildren(...sheets);
}

function paperHead(title) {
  const facts = [data.team[state.language], longDate(), data.version > 1 ? t('subtitle.version', { n: data.version }) : null].filter(Boolean);
  return [el('h1', {}, title), el('p', { class: 'paper-day' }, facts.flatMap((fact, at) => [at ? ' · ' : '', bdi(fact)])), data.made ? el('p', { class: 'paper-warning', text: t('banner.made') }) : null, data.estimated ? el('p', { class: 'paper-warning', text: t('banner.estimated') }) : null].filter(Boolean);
}

function paperSheet(car) {
  const rows = [paperEdge('leaves', car), ...stopsOf.get(car.id).map((visit) => [visit.planned.start, paperRow(visit)]), paperEdge('returns', car)].filter(Boolean);
  for (const [from, to] of car.breaks) rows.push([from, el('tr', { class: 'rest' }, el('td'), el('td', { text: span(from, to) }), el('td', { colspan: '4', text: t('span.break') }))]);
  rows.sort((a, b) => a[0] - b[0]);
  const columns = ['number', 'time', 'visit', 'place', 'minutes', 'notes'];
  return el('section', { class: 'paper', style: carColours(car) }, paperHead([el('span', { class: 'chip', text: car.label }), ' ', bdi(car.id)]),
    el('p', {}, crewText(car)),
    el('p', {}, `${t('paper.shift')} ${span(...car.shift)} · `, sumsText(car)),
    el('table', {}, el('thead', {}, el('tr', {}, columns.map((name) => el('th', { scope: 'col', text: t(`column.${name}`) })))), el('tbody', {}, rows.map(([, row]) => row))));
}

function paperEdge(which, car) {
  if (!car[which]) return null;
  const base = car.base[which === 'leaves' ? 0 : 1];
  return [car[which], el('tr', { class: 'edge' }, el('td'), el('td', { text: time(car[which]) }), el('td', { colspan: '4' }, `${t(`stop.${which}`)} `, bdi(base ?? '')))];
}

function paperRow(visit) {
  const drive = visit.planned.drive_s ? t('paper.drive', { time: minutes(visit.planned.drive_s), km: kilometres(visit.planned.drive_m ?? 0) }) : null;
  return el('tr', {},
    el('td', {}, el('strong', { text: String(visit.planned.number) })),
    el('td', {}, el('strong', { text: span(visit.planned.start, visit.planned.end) }), drive ? el('span', { class: 'small', text: drive }) : null),
    el('td', {}, el('strong', {}, bdi(nameOf(visit))), el('span', { class: 'small' }, bdi(visit.id))),
    el('td', {}, where(visit), el('span', { class: 'small', text: `${t('fact.window')} ${windowsText(visit)}` })),
    el('td', { text: String(Math.round((visit.planned.end - visit.planned.start) / 60)) }),
    el('td', {}, signs(visit), bdi(visit.skills.map(skillName).join(', '))));
}

function paperLeftOut() {
  const items = data.unassigned.map((item) => {
    const visit = visits.get(item.visit);
    return el('li', {}, el('strong', {}, bdi(nameOf(visit))), ' ', bdi(visit.id), ' · ', bdi(visit.place?.name ?? t(`kind.${visit.kind}`)), ` · ${minutes(visit.duration_s)} · ${windowsText(visit)}`,
      el('ul', {}, item.reasons.map((reason) => el('li', {}, bdi(reason.text), reason.would_help ? el('span', { class: 'small' }, `${t('unassigned.help')} `, bdi(reason.would_help)) : null))));
  });
  return el('section', { class: 'paper' }, paperHead([t('tab.unassigned')]), el('ul', {}, items));
}
