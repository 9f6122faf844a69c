// What the marks mean, drawn as they are on the map.

import { useEffect, useRef } from 'preact/hooks';
import { isDark } from '../../../state/theme';
import { say, type Key } from '../../../texts';
import { drawDisc, type Disc } from './discs';
import { plain } from './stops';
import { readTokens, type Tokens } from './tokens';

const BREADTH = 22;

const SIGNS: readonly { text: Key; disc: (tokens: Tokens) => Partial<Disc> }[] = [
  { text: 'map.sign.planned', disc: ({ soft, paper }) => ({ fill: soft, edge: paper, ink: paper, text: '3' }) },
  { text: 'map.sign.en_route', disc: ({ soft, paper }) => ({ shape: 'arrow', fill: soft, edge: paper, ink: paper, text: '3' }) },
  { text: 'map.sign.started', disc: ({ soft, paper }) => ({ shape: 'square', fill: soft, edge: paper, ink: paper, text: '3' }) },
  { text: 'map.sign.done', disc: ({ soft }) => ({ edge: soft, ink: soft, text: '3', badge: 'done' }) },
  { text: 'map.sign.cancelled', disc: ({ soft }) => ({ edge: soft, ink: soft, text: '3', struck: true }) },
  { text: 'map.sign.failed', disc: ({ soft }) => ({ shape: 'diamond', edge: soft, ink: soft, text: '3', struck: true }) },
  { text: 'map.sign.late', disc: ({ soft, paper, bad }) => ({ fill: soft, edge: paper, ink: paper, text: '3', badge: 'late', alarm: bad }) },
  { text: 'map.sign.moved', disc: ({ soft, paper, accent }) => ({ fill: soft, edge: paper, ink: paper, text: '3', badge: 'moved', alarm: accent }) },
  { text: 'map.sign.unplaced', disc: ({ bad }) => ({ shape: 'diamond', edge: bad, ink: bad, text: '!' }) },
  { text: 'map.sign.call', disc: ({ accent, paper, 'on-car': ink }) => ({ shape: 'pin', fill: accent, edge: paper, ink, text: '1' }) },
  { text: 'map.sign.base', disc: () => ({ shape: 'house' }) },
  { text: 'map.sign.car', disc: ({ soft }) => ({ shape: 'square', edge: soft, ink: soft, text: 'A' }) },
];

export function Legend() {
  return (
    <>
      <h3>{say('map.legend')}</h3>
      <ul class="legend">
        {SIGNS.map(({ text, disc }) => <li key={text}><Sign disc={disc} /><span>{say(text)}</span></li>)}
      </ul>
    </>
  );
}

function Sign({ disc }: { disc: (tokens: Tokens) => Partial<Disc> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const tokens = readTokens();
    const drawn = drawDisc(plain(tokens, { breadth: BREADTH, ...disc(tokens) }));
    if (!canvas.current) return;
    canvas.current.width = drawn.width;
    canvas.current.height = drawn.height;
    canvas.current.getContext('2d')?.drawImage(drawn, 0, 0);
  }, [isDark.value]);
  return <canvas ref={canvas} aria-hidden="true" />;
}
