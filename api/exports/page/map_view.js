// Where the map looks: a Mercator plane in metres around the middle of the area, moved by mouse, touch and keys.

const frame = document.getElementById('map');
const baseCanvas = document.getElementById('base');
const routeCanvas = document.getElementById('routes');

const RADIUS = 6378137;
const [south, west, north, east] = data.bounds;
const middle = { lat: (south + north) / 2, lon: (west + east) / 2 };
const squeeze = Math.cos((middle.lat * Math.PI) / 180);
const rise = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
const rise0 = rise(middle.lat);
const toX = (lon) => (((lon - middle.lon) * Math.PI) / 180) * RADIUS * squeeze;
const toY = (lat) => -(rise(lat) - rise0) * RADIUS * squeeze;

const view = { x: 0, y: 0, scale: 0.01, width: 0, height: 0, density: 1, touched: false };
const LARGEST_SCALE = 4;
let smallestScale = 0.0005;
let glide = 0; // counts what moves the map, so that a glide under way ends when something else does

const screenX = (x) => (x - view.x) * view.scale + view.width / 2;
const screenY = (y) => (y - view.y) * view.scale + view.height / 2;

function unpack(flat) {
  const points = new Float64Array(flat.length);
  let lat = 0;
  let lon = 0;
  for (let at = 0; at < flat.length; at += 2) {
    lat += flat[at];
    lon += flat[at + 1];
    points[at] = toX(lon / 1e5);
    points[at + 1] = toY(lat / 1e5);
  }
  return points;
}

function fit(box, padding = 36) {
  const [left, top, right, bottom] = box;
  glide += 1;
  // To the right the buttons need their room.
  const room = (size, side) => Math.max(size - 2 * side, size / 2);
  const wanted = Math.min(room(view.width, Math.max(padding, 52)) / Math.max(right - left, 1), room(view.height, padding) / Math.max(bottom - top, 1));
  view.scale = Math.min(Math.max(wanted, smallestScale), 0.5);
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2;
  drawSoon();
}

function wholeBox() {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x, y) => {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  for (const visit of data.visits) if (visit.place && isShown(visit)) add(toX(visit.place.lon), toY(visit.place.lat));
  for (const base of data.bases) add(toX(base.place.lon), toY(base.place.lat));
  for (const route of routes) if (!state.hidden.has(route.car.id)) for (const leg of route.legs) for (let at = 0; at < leg.points.length; at += 2) add(leg.points[at], leg.points[at + 1]);
  return Number.isFinite(box[0]) ? box : [toX(west), toY(north), toX(east), toY(south)];
}

const fitAll = () => fit(wholeBox());

function zoomBy(factor, px = view.width / 2, py = view.height / 2) {
  const scale = Math.min(Math.max(view.scale * factor, smallestScale), LARGEST_SCALE);
  glide += 1;
  view.x += (px - view.width / 2) * (1 / view.scale - 1 / scale);
  view.y += (py - view.height / 2) * (1 / view.scale - 1 / scale);
  view.scale = scale;
  view.touched = true;
  drawSoon();
}

function panBy(dx, dy) {
  glide += 1;
  const reach = [toX(west), toX(east), toY(north), toY(south)];
  view.x = Math.min(Math.max(view.x - dx / view.scale, reach[0]), reach[1]);
  view.y = Math.min(Math.max(view.y - dy / view.scale, reach[2]), reach[3]);
  view.touched = true;
  drawSoon();
}

// Moves no more than it takes, so that nobody loses their place; the card counts as an edge where it is wide.
function bringIntoView(place) {
  const margin = Math.min(64, view.width / 5, view.height / 5);
  const x = screenX(toX(place.lon));
  const y = screenY(toY(place.lat));
  const left = margin + (view.width > 760 ? 330 : 0);
  const dx = x < left ? x - left : Math.max(x - (view.width - margin), 0);
  const dy = y < margin ? y - margin : Math.max(y - (view.height - margin), 0);
  if (!dx && !dy) return;
  view.touched = true;
  const goal = { x: view.x + dx / view.scale, y: view.y + dy / view.scale };
  const start = { x: view.x, y: view.y };
  const steps = isCalm() ? 1 : 12;
  const own = ++glide;
  const step = (count) => {
    if (own !== glide) return; // somebody moved the map meanwhile: it is theirs
    const eased = 1 - (1 - count / steps) ** 3;
    view.x = start.x + (goal.x - start.x) * eased;
    view.y = start.y + (goal.y - start.y) * eased;
    drawSoon();
    if (count < steps) requestAnimationFrame(() => step(count + 1));
  };
  step(1);
}

function resize() {
  const box = frame.getBoundingClientRect();
  if (!box.width || !box.height) return;
  view.width = box.width;
  view.height = box.height;
  view.density = Math.min(window.devicePixelRatio || 1, 3);
  for (const canvas of [baseCanvas, routeCanvas]) {
    canvas.width = Math.round(box.width * view.density);
    canvas.height = Math.round(box.height * view.density);
  }
  smallestScale = Math.min(box.width / (toX(east) - toX(west)), box.height / (toY(south) - toY(north))) / 2;
  if (view.touched) drawSoon();
  else fitAll();
}

const KEYS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

function onMapKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS[event.key]) panBy(...KEYS[event.key]);
  else if (event.key === '+' || event.key === '=') zoomBy(1.5);
  else if (event.key === '-') zoomBy(1 / 1.5);
  else if (event.key === '0') fitAll();
  else return;
  event.preventDefault();
}

const pointers = new Map();
let travelled = 0;

function onPointerDown(event) {
  if (event.button > 0) return;
  routeCanvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
  if (pointers.size === 1) travelled = 0;
}

function onPointerMove(event) {
  const before = pointers.get(event.pointerId);
  if (!before) return pointAt(event);
  const now = [event.offsetX, event.offsetY];
  const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
  pointers.set(event.pointerId, now);
  travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
  const dx = now[0] - before[0];
  const dy = now[1] - before[1];
  if (!others.length) {
    if (travelled > 4) panBy(dx, dy);
    return undefined;
  }
  const apart = (at) => Math.hypot(at[0] - others[0][0], at[1] - others[0][1]);
  panBy(dx / 2, dy / 2);
  zoomBy(apart(now) / Math.max(apart(before), 1), (now[0] + others[0][0]) / 2, (now[1] + others[0][1]) / 2);
  return undefined;
}

function onPointerUp(event) {
  const known = pointers.delete(event.pointerId);
  if (known && !pointers.size && travelled <= 4 && event.type === 'pointerup') clickAt(event.offsetX, event.offsetY);
}

function startMap() {
  routeCanvas.addEventListener('pointerdown', onPointerDown);
  routeCanvas.addEventListener('pointermove', onPointerMove);
  routeCanvas.addEventListener('pointerup', onPointerUp);
  routeCanvas.addEventListener('pointercancel', onPointerUp);
  routeCanvas.addEventListener('pointerleave', () => pointers.size || (hover(null), hideTooltip()));
  routeCanvas.addEventListener('keydown', onMapKey);
  routeCanvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.offsetX, event.offsetY);
  }, { passive: false });
  routeCanvas.addEventListener('dblclick', (event) => zoomBy(2, event.offsetX, event.offsetY));
  document.getElementById('zoom-in').addEventListener('click', () => zoomBy(1.6));
  document.getElementById('zoom-out').addEventListener('click', () => zoomBy(1 / 1.6));
  document.getElementById('zoom-all').addEventListener('click', () => { view.touched = false; fitAll(); });
  new ResizeObserver(resize).observe(frame);
  resize();
}
