// The drives on the map, side by side, with their direction.

const routes = data.cars.map((car, rank) => ({
  car,
  lane: 1.6 + (rank % 3) * 2.6,
  legs: car.legs.map((leg) => ({ ...leg, points: unpack(leg.line) })),
}));

const ARROW_EVERY = 96;

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
  drawNames(context, paint());
  drawMarks(context, only);
  if (state.at !== null) drawCarsAt(context, shown, state.at);
}

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
