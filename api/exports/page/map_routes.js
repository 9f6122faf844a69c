// What lies on the map: drives with their direction, numbered stops, bases, visits left out.

const routes = data.cars.map((car, rank) => ({
  car,
  lane: 1.6 + (rank % 3) * 2.6,
  legs: car.legs.map((leg) => ({ ...leg, points: unpack(leg.line) })),
}));

const MARK = { high: 20, wide: 28 };
const ARROW_EVERY = 96;
const FARTHEST = 44;
let marks = [];

const focusOf = () => state.hovered ?? state.selected;

function drawRoutes() {
  const context = routeCanvas.getContext('2d');
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.lineJoin = 'round';
  const focus = visits.get(focusOf());
  const only = focus?.planned?.car;
  const shown = routes.filter(({ car }) => !state.hidden.has(car.id));
  const ordered = [...shown].sort((a, b) => (a.car.id === only) - (b.car.id === only));
  for (const route of ordered) drawRoute(context, route, { faded: only !== undefined && route.car.id !== only, focus });
  for (const route of ordered) drawPaths(context, route, only !== undefined && route.car.id !== only);
  for (const mark of marks) drawLeader(context, mark);
  for (const mark of marks) if (!isStrong(mark)) drawMark(context, mark, only);
  for (const mark of marks) if (isStrong(mark)) drawMark(context, mark, only);
}

const isStrong = (mark) => mark.visit && (mark.visit.id === state.hovered || mark.visit.id === state.selected);

function drawRoute(context, route, { faded, focus }) {
  const colour = colourOf(route.car);
  context.globalAlpha = faded ? 0.28 : 1;
  const lines = route.legs.map((leg) => ({ leg, line: beside(onScreen(leg.points), route.lane) })).filter(({ line }) => line.length > 2 && isNear(line));
  context.lineCap = 'round';
  for (const { leg, line } of lines) {
    const strong = focus && leg.to === focus.id;
    context.setLineDash([]);
    trace(context, line);
    context.strokeStyle = paint().halo;
    context.globalAlpha = faded ? 0.15 : 0.9;
    context.lineWidth = strong ? 9.5 : 6.4;
    context.stroke();
    context.globalAlpha = faded ? 0.28 : 1;
    context.lineCap = leg.estimated || route.car.dash.length ? 'butt' : 'round';
    context.setLineDash(leg.estimated ? [1.5, 6] : route.car.dash);
    context.strokeStyle = colour;
    context.lineWidth = strong ? 6 : 3.6;
    context.stroke();
    context.lineCap = 'round';
  }
  context.setLineDash([]);
  if (!faded) for (const { leg, line } of lines) drawArrows(context, line, colour, focus && leg.to === focus.id);
  context.globalAlpha = 1;
}

// The last bit from the road to the door.
function drawPaths(context, route, faded) {
  context.globalAlpha = faded ? 0.28 : 0.9;
  context.strokeStyle = colourOf(route.car);
  context.lineWidth = 1.6;
  context.setLineDash([1.5, 3]);
  for (const leg of route.legs) {
    const place = visits.get(leg.to)?.place;
    if (!place || leg.points.length < 2) continue;
    const end = leg.points.length - 2;
    const [x1, y1, x2, y2] = [screenX(leg.points[end]), screenY(leg.points[end + 1]), screenX(toX(place.lon)), screenY(toY(place.lat))];
    if (Math.hypot(x1 - x2, y1 - y2) < 8) continue;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

// Points closer than two pixels add nothing to see.
function onScreen(points) {
  const line = [];
  for (let at = 0; at < points.length; at += 2) {
    const x = screenX(points[at]);
    const y = screenY(points[at + 1]);
    const end = line.length;
    if (end && at < points.length - 2 && Math.abs(line[end - 2] - x) + Math.abs(line[end - 1] - y) < 2) continue;
    line.push(x, y);
  }
  return line;
}

function isNear(line) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < line.length; at += 2) {
    left = Math.min(left, line[at]);
    right = Math.max(right, line[at]);
    top = Math.min(top, line[at + 1]);
    bottom = Math.max(bottom, line[at + 1]);
  }
  return right > -20 && left < view.width + 20 && bottom > -20 && top < view.height + 20;
}

// Moves a line to the right of its direction, so that there and back, and several cars, lie side by side.
function beside(line, by) {
  const moved = [];
  for (let at = 0; at < line.length; at += 2) {
    const before = at ? unit(line, at - 2) : null;
    const after = at < line.length - 2 ? unit(line, at) : null;
    const [ax, ay] = before ?? after ?? [0, 0];
    const [bx, by2] = after ?? before ?? [0, 0];
    const [nx, ny] = [-(ay + by2), ax + bx];
    const length = Math.hypot(nx, ny) || 1;
    const half = Math.max(length / 2, 0.6);
    moved.push(line[at] + (nx / length) * (by / half), line[at + 1] + (ny / length) * (by / half));
  }
  return moved;
}

function unit(line, at) {
  const dx = line[at + 2] - line[at];
  const dy = line[at + 3] - line[at + 1];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}

function trace(context, line) {
  context.beginPath();
  for (let at = 0; at < line.length; at += 2) context[at ? 'lineTo' : 'moveTo'](line[at], line[at + 1]);
}

function drawArrows(context, line, colour, strong) {
  const size = strong ? 5.5 : 4.2;
  let left = ARROW_EVERY / 2;
  for (let at = 0; at < line.length - 2; at += 2) {
    const [dx, dy] = unit(line, at);
    const length = Math.hypot(line[at + 2] - line[at], line[at + 3] - line[at + 1]);
    let done = left;
    for (; done < length; done += ARROW_EVERY) {
      const x = line[at] + dx * done;
      const y = line[at + 1] + dy * done;
      if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) continue;
      context.beginPath();
      context.moveTo(x + dx * size * 1.5, y + dy * size * 1.5);
      context.lineTo(x - dx * size - dy * size, y - dy * size + dx * size);
      context.lineTo(x - dx * size * 0.4, y - dy * size * 0.4);
      context.lineTo(x - dx * size + dy * size, y - dy * size - dx * size);
      context.closePath();
      context.fillStyle = colour;
      context.strokeStyle = paint().halo;
      context.lineWidth = 1.4;
      context.stroke();
      context.fill();
    }
    left = done - length;
  }
}

// Marks push each other apart a little, each held to its true spot by a thin line.
function placeMarks() {
  const found = [];
  for (const base of data.bases) found.push({ base, px: toX(base.place.lon), py: toY(base.place.lat), half: 12 });
  for (const visit of data.visits) {
    if (!visit.place || !isShown(visit)) continue;
    found.push({ visit, px: toX(visit.place.lon), py: toY(visit.place.lat), half: visit.planned ? MARK.wide / 2 : 13 });
  }
  for (const [order, mark] of found.entries()) {
    mark.tx = screenX(mark.px);
    mark.ty = screenY(mark.py);
    mark.x = mark.tx + ((order % 5) - 2) * 0.2;
    mark.y = mark.ty + ((order % 7) - 3) * 0.2;
  }
  const seen = found.filter(({ tx, ty }) => tx > -40 && ty > -40 && tx < view.width + 40 && ty < view.height + 40);
  if (seen.length <= 260) for (let round = 0; round < 24; round += 1) pushApart(seen);
  // Where there is no room for a label near its place, a dot stands there until the map comes closer.
  for (const mark of seen) {
    mark.dot = Boolean(mark.visit?.planned) && !isStrong(mark) && Math.hypot(mark.x - mark.tx, mark.y - mark.ty) > FARTHEST;
    if (mark.dot) Object.assign(mark, { x: mark.tx, y: mark.ty, half: 5 });
  }
  return seen;
}

function pushApart(found) {
  for (let one = 0; one < found.length; one += 1) {
    for (let two = one + 1; two < found.length; two += 1) {
      const [a, b] = [found[one], found[two]];
      const overX = a.half + b.half + 2 - Math.abs(a.x - b.x);
      const overY = MARK.high + 3 - Math.abs(a.y - b.y);
      if (overX <= 0 || overY <= 0) continue;
      // The way out is the one that is shorter for the shape of a mark, so that crowds grow round and not tall.
      const sideways = overX / (a.half + b.half) < overY / MARK.high;
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

function drawLeader(context, mark) {
  if (Math.hypot(mark.x - mark.tx, mark.y - mark.ty) < 6) return;
  context.strokeStyle = paint().ink;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(mark.x, mark.y);
  context.lineTo(mark.tx, mark.ty);
  context.stroke();
  context.beginPath();
  context.arc(mark.tx, mark.ty, 2.6, 0, 7);
  context.fillStyle = paint().ink;
  context.fill();
}

function drawMark(context, mark, only) {
  if (mark.base) return drawHouse(context, mark);
  const { visit } = mark;
  const weak = !matches(visit) || (only !== undefined && visit.planned?.car !== only && !isStrong(mark));
  context.globalAlpha = weak ? 0.3 : 1;
  if (visit.planned) drawStop(context, mark);
  else drawLeftOut(context, mark);
  context.globalAlpha = 1;
  return undefined;
}

function drawStop(context, mark) {
  if (mark.dot) return drawDot(context, mark);
  const strong = isStrong(mark);
  const [wide, high] = strong ? [MARK.wide + 8, MARK.high + 6] : [MARK.wide, MARK.high];
  const car = cars.get(mark.visit.planned.car);
  if (strong) {
    pill(context, mark, wide + 8, high + 8);
    context.fillStyle = paint().ink;
    context.fill();
    pill(context, mark, wide + 4, high + 4);
    context.fillStyle = paint().halo;
    context.fill();
  }
  pill(context, mark, wide, high);
  context.fillStyle = colourOf(car);
  context.fill();
  context.strokeStyle = paint().halo;
  context.lineWidth = 1.6;
  context.stroke();
  const text = labelOf(mark.visit);
  context.fillStyle = isDark() ? '#10161c' : '#ffffff';
  context.font = `600 ${strong ? 14 : text.length > 3 ? 10.5 : 12}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, mark.x, mark.y + 0.5);
  if (mark.visit.planned.late_s) lateDot(context, mark.x + wide / 2 - 1, mark.y - high / 2 + 1);
  return undefined;
}

function drawDot(context, mark) {
  context.beginPath();
  context.arc(mark.x, mark.y, 5, 0, 7);
  context.fillStyle = colourOf(cars.get(mark.visit.planned.car));
  context.fill();
  context.strokeStyle = paint().halo;
  context.lineWidth = 1.6;
  context.stroke();
}

function pill(context, { x, y }, wide, high) {
  context.beginPath();
  context.roundRect(x - wide / 2, y - high / 2, wide, high, high / 2);
}

function lateDot(context, x, y) {
  context.beginPath();
  context.arc(x, y, 5, 0, 7);
  context.fillStyle = isDark() ? '#ff8a80' : '#b3261e';
  context.fill();
  context.strokeStyle = paint().halo;
  context.lineWidth = 1.4;
  context.stroke();
}

function drawLeftOut(context, { x, y, visit }) {
  const size = visit.id === state.hovered || visit.id === state.selected ? 16 : 13;
  const red = isDark() ? '#ff8a80' : '#b3261e';
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.fillStyle = isDark() ? '#1d242b' : '#ffffff';
  context.fill();
  context.strokeStyle = red;
  context.lineWidth = 2.4;
  context.stroke();
  context.fillStyle = red;
  context.font = `700 14px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('!', x, y + 0.5);
}

function drawHouse(context, { x, y }) {
  context.beginPath();
  context.roundRect(x - 12, y - 12, 24, 24, 6);
  context.fillStyle = isDark() ? '#e6ebef' : '#1f2a33';
  context.fill();
  context.strokeStyle = paint().halo;
  context.lineWidth = 2;
  context.stroke();
  context.beginPath();
  for (const [index, [dx, dy]] of [[-7, 0], [0, -6.5], [7, 0], [5, 0], [5, 6], [1.6, 6], [1.6, 1.8], [-1.6, 1.8], [-1.6, 6], [-5, 6], [-5, 0]].entries()) context[index ? 'lineTo' : 'moveTo'](x + dx, y + dy);
  context.closePath();
  context.fillStyle = isDark() ? '#161c22' : '#ffffff';
  context.fill();
}

function markAt(x, y) {
  const hits = marks.filter((mark) => Math.abs(mark.x - x) <= mark.half + 3 && Math.abs(mark.y - y) <= MARK.high / 2 + 4);
  return hits.sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
}

function pointAt(event) {
  const mark = event.pointerType === 'touch' ? undefined : markAt(event.offsetX, event.offsetY);
  routeCanvas.style.cursor = mark ? 'pointer' : '';
  hover(mark?.visit?.id ?? null);
  if (mark) showTooltip(mark.visit ? visitTip(mark.visit) : baseTip(mark.base), event.clientX, event.clientY);
  else hideTooltip();
}

function clickAt(x, y) {
  const mark = markAt(x, y);
  change({ selected: mark?.visit ? (mark.visit.id === state.selected ? null : mark.visit.id) : null });
}
