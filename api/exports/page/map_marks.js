// Where the marks of stops, bases and visits left out lie: crowds gathered, neighbours pushed apart.

const MARK = { high: 20, wide: 28 };
const CROWD = { least: 4, wide: 36, high: 28, radius: 15, until: 0.45 };
const MOST_PUSHED = 260;
let marks = [];

const isStrong = (mark) => Boolean(mark.visit) && (mark.visit.id === state.hovered || mark.visit.id === state.selected);

function placeMarks() {
  const found = gather(data.visits.filter((visit) => visit.place && isShown(visit)).map(stopMark));
  for (const base of data.bases) found.push({ base, px: toX(base.place.lon), py: toY(base.place.lat), half: 12, tall: 12 });
  for (const [order, mark] of found.entries()) {
    mark.tx = screenX(mark.px);
    mark.ty = screenY(mark.py);
    mark.x = mark.tx + ((order % 5) - 2) * 0.2;
    mark.y = mark.ty + ((order % 7) - 3) * 0.2;
  }
  const seen = found.filter(({ tx, ty }) => tx > -40 && ty > -40 && tx < view.width + 40 && ty < view.height + 40);
  if (seen.length <= MOST_PUSHED) for (let round = 0; round < 24; round += 1) pushApart(seen);
  return seen;
}

function stopMark(visit) {
  const half = visit.planned ? MARK.wide / 2 : 13;
  return { visit, px: toX(visit.place.lon), py: toY(visit.place.lat), half, tall: visit.planned ? MARK.high / 2 : 13 };
}

// Stops that would hide each other become one ring with their number, until the map comes closer, their car is
// shown alone or chosen, or a search finds them. A visit left out always shows.
function gather(stops) {
  const shown = data.cars.filter((car) => !state.hidden.has(car.id)).length;
  if (shown < 2 || view.scale > CROWD.until) return stops;
  const only = visits.get(state.selected)?.planned?.car;
  const isLoose = ({ visit }) => visit.planned && visit.planned.car !== only && !(state.query.trim() && matches(visit));
  const groups = [];
  for (const mark of stops.filter(isLoose)) {
    const near = groups.filter(({ px, py }) => Math.abs(px - mark.px) * view.scale < CROWD.wide && Math.abs(py - mark.py) * view.scale < CROWD.high);
    const [group] = near.sort((a, b) => Math.hypot(a.px - mark.px, a.py - mark.py) - Math.hypot(b.px - mark.px, b.py - mark.py));
    if (group) join(group, mark);
    else groups.push({ stops: [mark], px: mark.px, py: mark.py });
  }
  const crowds = groups.filter((group) => group.stops.length >= CROWD.least);
  const gathered = new Set(crowds.flatMap((group) => group.stops));
  const crowdMarks = crowds.map((group) => ({ crowd: group.stops.map(({ visit }) => visit), px: group.px, py: group.py, half: CROWD.radius, tall: CROWD.radius }));
  return [...crowdMarks, ...stops.filter((mark) => !gathered.has(mark) || isStrong(mark))];
}

function join(group, mark) {
  group.stops.push(mark);
  group.px += (mark.px - group.px) / group.stops.length;
  group.py += (mark.py - group.py) / group.stops.length;
}

// Marks push each other apart a little, each held to its true spot by a thin line; bases give way less.
function pushApart(found) {
  for (let one = 0; one < found.length; one += 1) {
    for (let two = one + 1; two < found.length; two += 1) {
      const [a, b] = [found[one], found[two]];
      const [wide, high] = [a.half + b.half + 2, a.tall + b.tall + 3];
      const overX = wide - Math.abs(a.x - b.x);
      const overY = high - Math.abs(a.y - b.y);
      if (overX <= 0 || overY <= 0) continue;
      // The way out is the one that is shorter for the shape of a mark, so that crowds grow round and not tall.
      const sideways = overX / wide < overY / high;
      const by = (sideways ? overX : overY) / 2;
      const sign = (sideways ? a.x < b.x : a.y < b.y) ? -1 : 1;
      const axis = sideways ? 'x' : 'y';
      if (!a.base) a[axis] += sign * by * (b.base ? 2 : 1);
      if (!b.base) b[axis] -= sign * by * (a.base ? 2 : 1);
    }
  }
  for (const mark of found) {
    mark.x += (mark.tx - mark.x) * 0.04;
    mark.y += (mark.ty - mark.y) * 0.04;
  }
}

function markAt(x, y) {
  const hits = marks.filter((mark) => Math.abs(mark.x - x) <= mark.half + 3 && Math.abs(mark.y - y) <= mark.tall + 4);
  return hits.sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
}

function pointAt(event) {
  const mark = event.pointerType === 'touch' ? undefined : markAt(event.offsetX, event.offsetY);
  routeCanvas.style.cursor = mark ? 'pointer' : '';
  hover(mark?.visit?.id ?? null);
  if (mark) showTooltip(markTip(mark), event.clientX, event.clientY);
  else hideTooltip();
}

function markTip({ visit, base, crowd }) {
  if (crowd) return crowdTip(crowd);
  return visit ? visitTip(visit) : baseTip(base);
}

function clickAt(x, y) {
  const mark = markAt(x, y);
  if (mark?.crowd) comeCloser(mark.crowd);
  else change({ selected: mark?.visit ? (mark.visit.id === state.selected ? null : mark.visit.id) : null });
}

function comeCloser(stops) {
  hideTooltip();
  const [xs, ys] = [stops.map(({ place }) => toX(place.lon)), stops.map(({ place }) => toY(place.lat))];
  const least = Math.max(view.scale * 1.8, 0.03);
  fit([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], 80);
  view.scale = Math.max(view.scale, least);
  view.touched = true;
}
