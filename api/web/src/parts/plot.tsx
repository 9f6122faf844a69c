// A small plot of one or more rows of values, drawn as SVG; who cannot see it gets the same as a table.

import './plot.css';

export interface Point {
  x: number;
  y: number | null;
}

interface Props {
  points: readonly Point[];
  title: string;
  /** The least span of the x axis. */
  width?: number;
  tellX: (x: number) => string;
  tellY: (y: number) => string;
  /** Whether a value holds until the next one, instead of leading to it. */
  stepped?: boolean;
  /** Whether the y axis starts at nought. */
  fromZero?: boolean;
}

const LETTER = 6.2;
const BOX = { right: 10, top: 10, bottom: 22, width: 340, height: 150 };

export function Plot({ points, title, width = 0, tellX, tellY, stepped = false, fromZero = false }: Props) {
  const known = points.filter((one): one is { x: number; y: number } => one.y !== null);
  if (!isSome(known)) return null;
  const frame = frameOf(known, points, width, fromZero);
  const marks = apart(frame.isFlat ? [known[0].y] : [frame.y0, (frame.y0 + frame.y1) / 2, frame.y1], tellY);
  const left = 14 + LETTER * Math.max(...marks.map((one) => tellY(one).length));
  const x = (value: number) => left + ((value - frame.x0) / (frame.x1 - frame.x0)) * (BOX.width - left - BOX.right);
  const y = (value: number) => BOX.height - BOX.bottom - ((value - frame.y0) / (frame.y1 - frame.y0)) * (BOX.height - BOX.top - BOX.bottom);
  return (
    <svg class="plot" viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={title}>
      {marks.map((value) => (
        <g key={value}>
          <line class="grid" x1={left} x2={BOX.width - BOX.right} y1={y(value)} y2={y(value)} />
          <text x={left - 6} y={y(value) + 4} text-anchor="end">{tellY(value)}</text>
        </g>
      ))}
      {points.length === 1 && width === 0 ? <Only x={x(known[0].x)} y={y(known[0].y)} below={tellX(known[0].x)} text={tellY(known[0].y)} /> : (
        <>
          <text x={left} y={BOX.height - 6}>{tellX(frame.x0)}</text>
          <text x={BOX.width - BOX.right} y={BOX.height - 6} text-anchor="end">{tellX(frame.x1)}</text>
        </>
      )}
      {stretches(points).map((part) => <path key={part[0]?.x} class="line" d={path(part, x, y, stepped)} />)}
      {known.length < 70 && known.map((one) => <circle key={one.x} class="dot" cx={x(one.x)} cy={y(one.y)} r={2.4}><title>{`${tellX(one.x)}: ${tellY(one.y)}`}</title></circle>)}
    </svg>
  );
}

/** A single value says itself what it is: there is no line to read it from. */
function Only({ x, y, below, text }: { x: number; y: number; below: string; text: string }) {
  return (
    <>
      <text class="only" x={x + 8} y={y + 5}>{text}</text>
      <text x={x} y={BOX.height - 6} text-anchor="middle">{below}</text>
    </>
  );
}

/** Keep of the marks those that do not read as one before. */
function apart(marks: readonly number[], tell: (y: number) => string): number[] {
  const told = marks.map(tell);
  return marks.filter((_, at) => told.indexOf(told[at] ?? '') === at);
}

type Known = readonly [{ x: number; y: number }, ...{ x: number; y: number }[]];

function isSome(known: readonly { x: number; y: number }[]): known is Known {
  return known.length > 0;
}

/** What the axes span; around a single value and a flat row there is some room. */
function frameOf(known: Known, points: readonly Point[], width: number, fromZero: boolean) {
  const xs = points.map((one) => one.x);
  const ys = known.map((one) => one.y);
  const [x0, x1, low, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const y0 = fromZero ? Math.min(0, low) : low;
  const aside = x1 > x0 || width > 0 ? 0 : 0.5;
  const isFlat = y1 === y0;
  return { x0: x0 - aside, x1: Math.max(x1, x0 + width) + aside, y0: isFlat ? y0 - 1 : y0, y1: isFlat ? y1 + 1 : y1, isFlat };
}

/** The stretches without a gap. */
function stretches(points: readonly Point[]): { x: number; y: number }[][] {
  const found: { x: number; y: number }[][] = [[]];
  for (const { x, y } of points) {
    if (y === null) found.push([]);
    else found.at(-1)?.push({ x, y });
  }
  return found.filter((part) => part.length > 0);
}

function path(part: readonly { x: number; y: number }[], x: (value: number) => number, y: (value: number) => number, stepped: boolean): string {
  return part.map((one, at) => (at === 0 ? `M${x(one.x)} ${y(one.y)}` : stepped ? `H${x(one.x)}V${y(one.y)}` : `L${x(one.x)} ${y(one.y)}`)).join('');
}
