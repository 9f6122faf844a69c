// How the marks of the map look: numbered stops, rings of many, visits left out, bases, cars at a time of day.

function drawMarks(context, only) {
  for (const mark of marks) drawLeader(context, mark);
  for (const mark of marks) if (!isStrong(mark)) drawMark(context, mark, only);
  for (const mark of marks) if (isStrong(mark)) drawMark(context, mark, only);
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
  if (mark.crowd) return drawCrowd(context, mark, only);
  const { visit } = mark;
  const weak = !matches(visit) || (only !== undefined && visit.planned?.car !== only && !isStrong(mark));
  context.globalAlpha = weak ? 0.3 : 1;
  if (visit.planned) drawStop(context, mark);
  else drawLeftOut(context, mark);
  context.globalAlpha = 1;
  return undefined;
}

function drawStop(context, mark) {
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

// A ring of the cars' colours around the number of stops that lie here.
function drawCrowd(context, { x, y, crowd }, only) {
  context.globalAlpha = only !== undefined || state.query.trim() ? 0.35 : 1;
  disc(context, x, y, CROWD.radius + 1.5, paint().halo);
  const ofCars = data.cars.map((car) => [car, crowd.filter((visit) => visit.planned.car === car.id).length]);
  let turn = -Math.PI / 2;
  for (const [car, count] of ofCars) {
    const end = turn + (count / crowd.length) * 2 * Math.PI;
    context.beginPath();
    context.arc(x, y, CROWD.radius - 2.5, turn, end);
    context.strokeStyle = colourOf(car);
    context.lineWidth = 5;
    context.lineCap = 'butt';
    context.stroke();
    turn = end;
  }
  disc(context, x, y, CROWD.radius - 5, isDark() ? '#1d242b' : '#ffffff');
  letter(context, x, y, String(crowd.length), isDark() ? '#e8edf1' : '#1b252d', 12);
  if (crowd.some((visit) => visit.planned.late_s)) lateDot(context, x + CROWD.radius - 4, y - CROWD.radius + 4);
  context.globalAlpha = 1;
}

// Beneath a veil the plan stays in sight, and the cars stand out.
function drawCarsAt(context, shown, at) {
  context.globalAlpha = 0.5;
  context.fillStyle = paint().halo;
  context.fillRect(0, 0, view.width, view.height);
  context.globalAlpha = 1;
  const found = shown.map((route) => ({ car: route.car, spot: whereAt(route, at), half: 15, tall: 14 })).filter(({ spot }) => spot);
  for (const [order, mark] of found.entries()) {
    [mark.tx, mark.ty] = [screenX(mark.spot[0]), screenY(mark.spot[1])];
    [mark.x, mark.y] = [mark.tx + order * 0.2, mark.ty - order * 0.1];
  }
  for (let round = 0; round < 24; round += 1) pushApart(found);
  for (const mark of found) drawLeader(context, mark);
  for (const { x, y, car } of found) {
    disc(context, x, y, 15.5, isDark() ? '#e8edf1' : '#1b252d');
    disc(context, x, y, 13.5, paint().halo);
    disc(context, x, y, 12, colourOf(car));
    letter(context, x, y, car.label, isDark() ? '#10161c' : '#ffffff', 13);
  }
}

// Where a car is at an instant of its shift: on its way, or where its last drive ended.
function whereAt({ car, legs }, at) {
  if (!legs.length || at < car.shift[0] || at > Math.max(car.shift[1], car.returns ?? 0)) return null;
  const timed = legs.filter(({ points, arrive }) => points.length && arrive !== null);
  const begun = timed.filter((leg) => leg.arrive - leg.seconds <= at);
  const leg = begun.at(-1);
  if (!leg) return timed[0]?.points.slice(0, 2) ?? null;
  return along(leg.points, leg.seconds ? Math.min((at - leg.arrive + leg.seconds) / leg.seconds, 1) : 1);
}

function along(points, part) {
  const steps = [];
  for (let at = 2; at < points.length; at += 2) steps.push(Math.hypot(points[at] - points[at - 2], points[at + 1] - points[at - 1]));
  let left = steps.reduce((sum, step) => sum + step, 0) * part;
  for (const [order, step] of steps.entries()) {
    const share = step ? Math.min(left / step, 1) : 1;
    const from = 2 * order;
    if (left <= step || order === steps.length - 1) return [points[from] + (points[from + 2] - points[from]) * share, points[from + 1] + (points[from + 3] - points[from + 1]) * share];
    left -= step;
  }
  return [points[0], points[1]];
}

function disc(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.fillStyle = colour;
  context.fill();
}

function letter(context, x, y, text, colour, size) {
  context.font = `650 ${size}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colour;
  context.fillText(text, x, y + 0.5);
}
