// The quiet map beneath: water, roads by class with casings, names of streets; names of places for the map above.

const PAINT = {
  light: {
    land: '#f3f1ea', water: '#c9dde6', shore: '#b4cdd8', ink: '#47525b', halo: '#f7f5ef',
    street: ['#ffffff', '#d8d3c5'], minor: ['#ffffff', '#cdc7b6'], main: ['#fdf3d7', '#d9c898'], motorway: ['#f7dfa9', '#c9a765'],
  },
  dark: {
    land: '#161c22', water: '#0e2939', shore: '#164055', ink: '#a9b6c0', halo: '#12181d',
    street: ['#2b343d', '#1d242b'], minor: ['#34404a', '#1d242b'], main: ['#47535e', '#20282f'], motorway: ['#6a6650', '#25292b'],
  },
};
// Width on the ground in metres, least and most pixels, and the scale (pixels a metre) from which it is drawn.
const ROADS = {
  street: { metres: 7, least: 0.9, most: 15, from: 0.012 },
  minor: { metres: 9, least: 1.1, most: 18, from: 0.006 },
  main: { metres: 13, least: 1.8, most: 24, from: 0 },
  motorway: { metres: 18, least: 2.4, most: 30, from: 0 },
};
const NAME_FROM = [0, 0.003, 0.008, 0.016, 0.03];
const NAME_FONT = ['600 17px', '600 15px', '500 13px', '400 12px', '400 11.5px'];
// A name moves up or down a little where stops lie on it.
const NAME_SHIFTS = [0, -22, 22, -42, 42];
const CITY_SHIFTS = [...NAME_SHIFTS, -64, 64, -88, 88];
const CELLS = 14;

const paint = () => PAINT[isDark() ? 'dark' : 'light'];

// Lines are kept in a grid of cells, each one path a class, so that a close view draws only what it shows.
function makeCells(groups) {
  const cells = new Map();
  const width = Math.max(toX(east) - toX(west), 1) / CELLS;
  for (const [name, lines] of Object.entries(groups)) {
    for (const flat of lines) {
      const points = unpack(flat);
      const half = 2 * Math.floor(points.length / 4);
      const key = `${Math.floor(points[half] / width)},${Math.floor(points[half + 1] / width)}`;
      if (!cells.has(key)) cells.set(key, { box: [Infinity, Infinity, -Infinity, -Infinity], paths: {} });
      addLine(cells.get(key), name in ROADS || name === 'river' ? name : 'street', points);
    }
  }
  return [...cells.values()];
}

function addLine(cell, name, points) {
  cell.paths[name] ??= new Path2D();
  const path = cell.paths[name];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at], points[at + 1]];
    if (at) path.lineTo(x, y);
    else path.moveTo(x, y);
    cell.box[0] = Math.min(cell.box[0], x);
    cell.box[1] = Math.min(cell.box[1], y);
    cell.box[2] = Math.max(cell.box[2], x);
    cell.box[3] = Math.max(cell.box[3], y);
  }
}

const isRing = (flat) => {
  let lat = 0;
  let lon = 0;
  for (let at = 2; at < flat.length; at += 2) { lat += flat[at]; lon += flat[at + 1]; }
  return lat === 0 && lon === 0 && flat.length > 6;
};
const roadCells = makeCells(data.map.lines);
// All shores are one path, so that an island inside a lake stays dry (even-odd); rivers go into cells.
const shores = new Path2D();
for (const flat of data.map.water.filter(isRing)) {
  const points = unpack(flat);
  for (let at = 0; at < points.length; at += 2) shores[at ? 'lineTo' : 'moveTo'](points[at], points[at + 1]);
  shores.closePath();
}
const riverCells = makeCells({ river: data.map.water.filter((flat) => !isRing(flat)) });
const places = data.map.places.map(([name, lat, lon, rank]) => ({ name, x: toX(lon), y: toY(lat), rank: Math.min(rank, 4) })).sort((a, b) => a.rank - b.rank);

const STREET_NAMES_FROM = 0.16;
const streetNames = data.map.names.map(([name, lat1, lon1, lat2, lon2]) => [name, toX(lon1), toY(lat1), toX(lon2), toY(lat2)]);

const drawn = { x: 0, y: 0, scale: 1, cost: 0 };

function drawBase() {
  const began = performance.now();
  const context = baseCanvas.getContext('2d');
  const colours = paint();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = colours.land;
  context.fillRect(0, 0, baseCanvas.width, baseCanvas.height);
  const zoom = view.scale * view.density;
  context.setTransform(zoom, 0, 0, zoom, (view.width / 2 - view.x * view.scale) * view.density, (view.height / 2 - view.y * view.scale) * view.density);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  drawWater(context, colours);
  drawRoads(context, colours);
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  drawStreetNames(context, colours);
  baseCanvas.style.transform = '';
  Object.assign(drawn, { x: view.x, y: view.y, scale: view.scale, cost: performance.now() - began });
}

function inSight(cells) {
  const wide = view.width / 2 / view.scale;
  const high = view.height / 2 / view.scale;
  return cells.filter(({ box }) => box[0] <= view.x + wide && box[2] >= view.x - wide && box[1] <= view.y + high && box[3] >= view.y - high);
}

function drawWater(context, colours) {
  context.fillStyle = colours.water;
  context.fill(shores, 'evenodd');
  context.strokeStyle = colours.shore;
  context.lineWidth = 1 / view.scale;
  context.stroke(shores);
  context.strokeStyle = colours.water;
  context.lineWidth = Math.max(1.2, 14 * view.scale) / view.scale;
  for (const { paths } of inSight(riverCells)) context.stroke(paths.river);
}

function drawRoads(context, colours) {
  const cells = inSight(roadCells);
  const shown = Object.entries(ROADS).filter(([, road]) => view.scale >= road.from);
  for (const part of [1, 0]) {
    for (const [name, road] of shown) {
      const width = Math.min(Math.max(road.metres * view.scale, road.least), road.most);
      // Far out a street is one thin line in the tone of its casing: there is no room for both.
      const thin = width < 1.6 && !isDark();
      if (thin && !part) continue;
      context.lineWidth = (width + (part && !thin ? (width > 4 ? 2 : 1.4) : 0)) / view.scale;
      context.strokeStyle = colours[name][part];
      for (const cell of cells) if (cell.paths[name]) context.stroke(cell.paths[name]);
    }
  }
}

// Names stand over the routes and beneath the marks.
function drawNames(context, colours) {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const taken = marks.map(({ x, y, half, tall }) => [x - half, y - tall, x + half, y + tall]);
  for (const place of places) {
    if (view.scale < NAME_FROM[place.rank]) continue;
    const [x, spot] = [screenX(place.x), screenY(place.y)];
    context.font = `${NAME_FONT[place.rank]} ${FONT}`;
    const half = context.measureText(place.name).width / 2 + 6;
    if (x < -half || spot < -12 || x > view.width + half || spot > view.height + 12) continue;
    const boxes = (place.rank < 2 ? CITY_SHIFTS : NAME_SHIFTS).map((shift) => [x - half, spot + shift - 11, x + half, spot + shift + 11]);
    const box = boxes.find((one) => one[1] > 2 && one[3] < view.height - 2 && !taken.some((other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]));
    if (!box) continue;
    taken.push(box);
    const y = box[1] + 11;
    context.strokeStyle = colours.halo;
    context.lineWidth = 4;
    context.strokeText(place.name, x, y);
    context.fillStyle = colours.ink;
    context.fillText(place.name, x, y);
  }
}

// Names of streets, along them, once a street is wide enough to be looked for.
function drawStreetNames(context, colours) {
  if (view.scale < STREET_NAMES_FROM) return;
  context.font = `500 11px ${FONT}`;
  context.fillStyle = colours.ink;
  context.strokeStyle = colours.halo;
  context.lineWidth = 3;
  for (const [name, x1, y1, x2, y2] of streetNames) {
    const [x, y] = [screenX((x1 + x2) / 2), screenY((y1 + y2) / 2)];
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
    if (context.measureText(name).width > Math.hypot(x2 - x1, y2 - y1) * view.scale * 1.6) continue;
    const turn = Math.atan2(y2 - y1, x2 - x1);
    context.save();
    context.translate(x, y);
    context.rotate(Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn);
    context.strokeText(name, 0, 0);
    context.fillText(name, 0, 0);
    context.restore();
  }
}

const FONT = '"Inter", "Segoe UI", -apple-system, BlinkMacSystemFont, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const SLOW_MS = 12;
let waiting = false;
let settled = 0;

function drawSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    clearTimeout(settled);
    marks = placeMarks();
    // A heavy map slides as a picture while it is moved, and is drawn anew once it rests.
    if (drawn.cost > SLOW_MS && drawn.scale) {
      slideBase();
      settled = setTimeout(drawBase, 90);
    } else drawBase();
    drawRoutes();
    drawScale();
    frame.dataset.ready = 'true';
  });
}

function slideBase() {
  const ratio = view.scale / drawn.scale;
  const dx = (drawn.x - view.x) * view.scale;
  const dy = (drawn.y - view.y) * view.scale;
  baseCanvas.style.transform = `translate(${dx}px, ${dy}px) scale(${ratio})`;
}

function drawScale() {
  const room = 110 / view.scale;
  const power = 10 ** Math.floor(Math.log10(room));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= room) ?? power;
  document.getElementById('scale-bar').style.width = `${metres * view.scale}px`;
  document.getElementById('scale-text').textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
}
