// One or several of what a call may ask for.

import { say, sayIfKnown } from '../../../texts';

interface SegmentsProps<One extends string> {
  name: 'kind' | 'urgency';
  of: readonly One[];
  chosen: One;
  onChange: (chosen: One) => void;
}

/** One of a few, all in sight. */
export function Segments<One extends string>({ name, of, chosen, onChange }: SegmentsProps<One>) {
  return (
    <fieldset>
      <legend>{say(`call.${name}`)}</legend>
      <div class="segments">
        {of.map((one) => <label key={one} class={`segment ${one}`}><input type="radio" name={name} checked={chosen === one} onChange={() => onChange(one)} /> {sayIfKnown(`${name}.${one}`, one)}</label>)}
      </div>
    </fieldset>
  );
}

interface ChoicesProps {
  label: string;
  of: readonly string[];
  chosen: readonly string[];
  name: (one: string) => string;
  onChange: (chosen: readonly string[]) => void;
}

/** Any of many. */
export function Choices({ label, of, chosen, name, onChange }: ChoicesProps) {
  if (of.length === 0) return null;
  const toggle = (one: string) => onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <fieldset>
      <legend>{label}</legend>
      <div class="choices">{of.map((one) => <label key={one} class="row"><input type="checkbox" checked={chosen.includes(one)} onChange={() => toggle(one)} /> <bdi>{name(one)}</bdi></label>)}</div>
    </fieldset>
  );
}
