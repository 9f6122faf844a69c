import { number } from '../../../model/figures';
import { say, sayIfKnown } from '../../../texts';

/** What a cost is made of, the dearest first. */
export function PriceList({ parts }: { parts: Readonly<Record<string, number>> }) {
  const known = Object.entries(parts).filter(([, value]) => value !== 0).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  if (known.length === 0) return null;
  return (
    <dl class="prices" aria-label={say('why.parts')}>
      {known.map(([name, value]) => <div key={name}><dt>{sayIfKnown(`cost.${name}`, name)}</dt><dd>{number(value)}</dd></div>)}
    </dl>
  );
}
