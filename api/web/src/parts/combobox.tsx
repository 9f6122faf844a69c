// A field that suggests while somebody types (ARIA 1.2 combobox with a list): arrows choose, Enter takes, Escape closes.
// Enter takes the first by itself, but nobody who is only like what was typed.

import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './combobox.css';

export interface Suggestion<Value> {
  label: string;
  hint?: string;
  value: Value;
  /** Whether it is only like what was typed, and may be taken for nobody's word but a choice. */
  isDoubtful?: boolean;
}

interface Props<Value> {
  label: string;
  hint?: string;
  /** Shows what a text may mean, before it returns what is known here, then what others know too; gives what ends that. */
  suggest: (text: string, show: (found: readonly Suggestion<Value>[]) => void) => () => void;
  /** The value taken, or null when the text has changed since. */
  onTake: (value: Value | null) => void;
  /** What the field holds when that is decided elsewhere. */
  text: string;
  /** Whether something has to be told. */
  required?: boolean;
  onText: (text: string) => void;
}

export function Combobox<Value>({ label, hint, suggest, onTake, text, required = true, onText }: Props<Value>) {
  const [found, setFound] = useState<readonly Suggestion<Value>[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const name = useId();
  const typed = useRef(false);
  // Before the next key: Enter must never take what was suggested for less than what is typed by then.
  useLayoutEffect(() => {
    setChosen(null);
    setFound([]);
    if (!typed.current || text.trim() === '') return;
    return suggest(text, (all) => { if (typed.current) setFound(all); });
  }, [text]);
  const take = (one: Suggestion<Value>) => { typed.current = false; setFound([]); onText(one.label); onTake(one.value); };
  // By what it says, not by its place: more may be found meanwhile.
  const held = found.findIndex((one) => nameOf(one) === chosen);
  const at = held < 0 && !found[0]?.isDoubtful ? 0 : held;
  const press = (event: KeyboardEvent) => {
    if (found.length === 0) return;
    const step = { ArrowDown: at + 1, ArrowUp: at < 1 ? found.length - 1 : at - 1 }[event.key];
    const next = step === undefined ? undefined : found[step % found.length];
    const meant = found[at];
    if (next) setChosen(nameOf(next));
    else if (event.key === 'Enter' && meant) take(meant);
    else if (event.key === 'Escape') setFound([]);
    else return;
    event.preventDefault();
  };
  return (
    <div class="combobox">
      <label>{label}
        <input role="combobox" autocomplete="off" data-first required={required} value={text} aria-expanded={found.length > 0} aria-controls={name} aria-autocomplete="list" aria-activedescendant={found.length > 0 && at >= 0 ? `${name}-${at}` : undefined}
          onInput={(event) => { typed.current = true; onText(event.currentTarget.value); onTake(null); }} onKeyDown={press} onBlur={() => { typed.current = false; setFound([]); }} />
      </label>
      {hint && <span class="hint">{hint}</span>}
      <ul id={name} role="listbox" aria-label={label} hidden={found.length === 0}>
        {found.map((one, number) => <Option key={number} id={`${name}-${number}`} one={one} isChosen={number === at} onTake={() => take(one)} />)}
      </ul>
    </div>
  );
}

function nameOf({ label, hint }: Suggestion<unknown>): string {
  return `${label} ${hint ?? ''}`;
}

function Option({ id, one, isChosen, onTake }: { id: string; one: Suggestion<unknown>; isChosen: boolean; onTake: () => void }) {
  return (
    <li id={id} role="option" aria-selected={isChosen} onMouseDown={(event) => { event.preventDefault(); onTake(); }}>
      <bdi>{one.label}</bdi> {one.hint && <span class="muted">{one.hint}</span>}
    </li>
  );
}
