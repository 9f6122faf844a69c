// The marks of stops and other places, drawn once each: what they are is told by shape and sign, not by colour alone.

export type Shape = 'circle' | 'square' | 'arrow' | 'diamond' | 'house' | 'dot' | 'pin';
export type Badge = 'none' | 'late' | 'done' | 'moved' | 'locked';

export interface Disc {
  shape: Shape;
  fill: string;
  edge: string;
  ink: string;
  text: string;
  badge: Badge;
  /** The colour of the badge, and of what is written on it. */
  alarm: string;
  paper: string;
  struck: boolean;
  ring: string | null;
  /** In pixels of the page. */
  breadth: number;
}

const drawn = new Map<string, HTMLCanvasElement>();
/** More than a day of hundreds of visits shows at once; each takes some 20 kB. */
const MOST = 1000;
const MARGIN = 6;

/** Pixels of a canvas to one of the page: fine enough for any screen, and for the saved picture. */
export const FINENESS = 2;

/** Give a mark as a canvas, its middle in the middle. */
export function drawDisc(disc: Disc): HTMLCanvasElement {
  const key = Object.values(disc).join('|');
  const known = drawn.get(key);
  if (known) return keep(key, known);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = (disc.breadth + 2 * MARGIN) * FINENESS;
  const context = canvas.getContext('2d');
  if (context) draw(context, disc);
  return keep(key, canvas);
}

/** Keep a mark as the one used last, in place of the one that was used longest ago. */
function keep(key: string, canvas: HTMLCanvasElement): HTMLCanvasElement {
  drawn.delete(key);
  const [oldest] = drawn.keys();
  if (drawn.size >= MOST && oldest !== undefined) drawn.delete(oldest);
  drawn.set(key, canvas);
  return canvas;
}

function draw(context: CanvasRenderingContext2D, disc: Disc): void {
  const middle = disc.breadth / 2 + MARGIN;
  context.scale(FINENESS, FINENESS);
  context.translate(middle, middle);
  context.lineJoin = 'round';
  const outline = outlineOf(disc.shape, disc.breadth / 2 - 1);
  if (disc.ring) stroke(context, outline, disc.ring, 9);
  stroke(context, outline, disc.paper, 5);
  context.fillStyle = disc.fill;
  context.fill(outline);
  stroke(context, outline, disc.edge, 2);
  write(context, disc);
  if (disc.struck) strike(context, disc);
  if (disc.badge !== 'none') pin(context, disc);
}

function stroke(context: CanvasRenderingContext2D, outline: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(outline);
}

function outlineOf(shape: Shape, r: number): Path2D {
  switch (shape) {
    case 'square': return box(r * 0.92, r * 0.35);
    case 'arrow': return polygon([[0, -r * 1.2], [r, -r * 0.25], [r * 0.8, r * 0.9], [-r * 0.8, r * 0.9], [-r, -r * 0.25]]);
    case 'diamond': return polygon([[0, -r * 1.15], [r * 1.15, 0], [0, r * 1.15], [-r * 1.15, 0]]);
    case 'house': return polygon([[0, -r * 1.1], [r * 1.05, -r * 0.2], [r * 0.85, -r * 0.2], [r * 0.85, r * 0.9], [-r * 0.85, r * 0.9], [-r * 0.85, -r * 0.2], [-r * 1.05, -r * 0.2]]);
    case 'pin': return polygon([[0, r * 1.2], [-r * 0.9, -r * 0.1], [-r * 0.6, -r * 0.9], [r * 0.6, -r * 0.9], [r * 0.9, -r * 0.1]]);
    default: return circle(r);
  }
}

function circle(r: number): Path2D {
  const path = new Path2D();
  path.arc(0, 0, r, 0, 2 * Math.PI);
  return path;
}

function box(r: number, round: number): Path2D {
  const path = new Path2D();
  path.roundRect(-r, -r, 2 * r, 2 * r, round);
  return path;
}

function polygon(points: readonly (readonly [number, number])[]): Path2D {
  const path = new Path2D();
  for (const [x, y] of points) path.lineTo(x, y);
  path.closePath();
  return path;
}

function write(context: CanvasRenderingContext2D, { text, ink, breadth, shape }: Disc): void {
  if (!text || shape === 'dot') return;
  const size = breadth * (text.length > 2 ? 0.4 : text.length > 1 ? 0.5 : 0.58);
  context.font = `650 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  context.fillStyle = ink;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = context.measureText(text);
  context.fillText(text, 0, (up - down) / 2 + (shape === 'arrow' || shape === 'house' ? breadth * 0.06 : 0));
}

function strike(context: CanvasRenderingContext2D, { breadth, edge }: Disc): void {
  const r = breadth * 0.46;
  const line = new Path2D();
  line.moveTo(-r, r);
  line.lineTo(r, -r);
  stroke(context, line, edge, 2.5);
}

/** Pin the badge to the upper right: a sign of its own for each. */
function pin(context: CanvasRenderingContext2D, { badge, breadth, alarm, paper }: Disc): void {
  const r = Math.max(4.5, breadth * 0.25);
  context.translate(breadth * 0.4, -breadth * 0.4);
  const outline = circle(r);
  stroke(context, outline, paper, 2);
  context.fillStyle = alarm;
  context.fill(outline);
  const sign = new Path2D();
  if (badge === 'late') { sign.moveTo(0, -r * 0.55); sign.lineTo(0, r * 0.1); sign.moveTo(0, r * 0.5); sign.lineTo(0, r * 0.52); }
  if (badge === 'done') { sign.moveTo(-r * 0.45, 0); sign.lineTo(-r * 0.1, r * 0.4); sign.lineTo(r * 0.5, -r * 0.4); }
  if (badge === 'moved') { sign.moveTo(-r * 0.5, 0); sign.lineTo(r * 0.5, 0); sign.moveTo(r * 0.1, -r * 0.4); sign.lineTo(r * 0.5, 0); sign.lineTo(r * 0.1, r * 0.4); }
  if (badge === 'locked') { sign.rect(-r * 0.35, -r * 0.1, r * 0.7, r * 0.5); sign.moveTo(-r * 0.22, -r * 0.1); sign.lineTo(-r * 0.22, -r * 0.5); sign.lineTo(r * 0.22, -r * 0.5); sign.lineTo(r * 0.22, -r * 0.1); }
  context.lineCap = 'round';
  stroke(context, sign, paper, 1.6);
}
