// A document as a form: its fields, and rows of fields within it.

import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { differs, type Field, type Json, readTyped, showTyped, valueAt, withValue } from '../../model/fields';
import { skillMeant, skillWord } from '../../model/skills';
import { DateField } from '../../parts/date_field';
import { TimeField } from '../../parts/time_field';
import { say } from '../../texts';
import { PlaceField } from './place_field';

interface Props {
  fields: readonly Field[];
  value: Json;
  /** What the document is called in what it is a part of: `shifts.0.`. */
  at?: string;
  onChange: (value: Json) => void;
}

interface OneProps<Kind> {
  field: Extract<Field, { kind: Kind }>;
  found: Json;
  onChange: (found: Json) => void;
}

/** What is made of fields of its own, which are called by where they are. */
type WithFields<Kind> = OneProps<Kind> & { at: string };

export function Fields({ fields, value, at = '', onChange }: Props) {
  return (
    <div class="form">
      {fields.map((field) => (field.kind === 'more'
        ? <More key={field.label} field={field} found={value} at={at} onChange={onChange} />
        : (
          <div key={field.path.join('.')} class="whole" data-field={at + field.path.join('.')}>
            <OneField field={field} found={valueAt(value, field.path)} at={`${at + field.path.join('.')}.`} onChange={(found) => onChange(withValue(value, field.path, found))} />
          </div>
        )))}
    </div>
  );
}

function OneField({ field, found, at, onChange }: WithFields<Exclude<Field['kind'], 'more'>>) {
  const label = say(field.label);
  switch (field.kind) {
    case 'check':
    case 'choice':
      return <Chosen field={field} found={found} onChange={onChange} />;
    case 'choices':
      return <Choices field={field} found={found} onChange={onChange} />;
    case 'rows':
      return <Rows field={field} found={found} at={at} onChange={onChange} />;
    case 'own':
      return <Own field={field} found={found} at={at} onChange={onChange} />;
    case 'place':
      return <PlaceField at={at} label={label} within={field.within} required={field.required ?? false} value={found} onChange={onChange} />;
    case 'date':
      return <DateField label={label} value={showTyped(found)} required={field.required ?? false} onDate={(date) => onChange(readTyped('date', date))} />;
    case 'time':
      return <TimeField label={label} value={showTyped(found)} required={field.required ?? false} onTime={(time) => onChange(readTyped('time', time))} />;
    default:
      return <Typed field={field} found={found} onChange={onChange} />;
  }
}

function Chosen({ field, found, onChange }: OneProps<'check' | 'choice'>) {
  const about = useAbout(field);
  if (field.kind === 'check') return <div><label class="row"><input type="checkbox" aria-describedby={about.id} checked={found === true} onChange={(event) => onChange(event.currentTarget.checked)} /> {say(field.label)}</label>{about.told}</div>;
  return (
    <div>
      <label>{say(field.label)}
        <select aria-describedby={about.id} value={showTyped(found)} onChange={(event) => onChange(event.currentTarget.value || null)}>
          {!field.required && <option value="">–</option>}
          {field.of.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
        </select>
      </label>
      {about.told}
    </div>
  );
}

function Typed({ field, found, onChange }: OneProps<'text' | 'phone' | 'words' | 'number' | 'minutes' | 'skill' | 'skills'>) {
  const about = useAbout(field);
  const list = useId();
  const shared = {
    required: field.required ?? false,
    'aria-describedby': about.id,
    value: showTyped(isSkill(field) ? eachOf(found, skillWord) : found),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const typed = readTyped(field.kind, event.currentTarget.value);
      onChange(isSkill(field) ? eachOf(typed, (word) => skillMeant(word, field.of)) : typed);
    },
  };
  const box = () => {
    if (field.kind === 'number') return <input type="number" min={field.min ?? 0} max={field.max} {...shared} />;
    if (field.kind === 'minutes') return <input type="number" min={0} step="any" {...shared} />;
    if (field.kind === 'skill') return <><input type="text" list={list} {...shared} /><datalist id={list}>{field.of.map((one) => <option key={one} value={skillWord(one)} />)}</datalist></>;
    return field.kind === 'phone' ? <input type="tel" {...shared} /> : <input type="text" {...shared} />;
  };
  return <div><label>{say(field.label)}{box()}</label>{about.told}</div>;
}

function isSkill(field: Field): field is Extract<Field, { kind: 'skill' | 'skills' }> {
  return field.kind === 'skill' || field.kind === 'skills';
}

function eachOf(found: Json, change: (word: string) => string): Json {
  if (Array.isArray(found)) return (found as readonly string[]).map(change);
  return typeof found === 'string' ? change(found) : found;
}

/** What helps with a field, and the id that its box names it by. */
function useAbout({ help }: Field): { id: string | undefined; told: ComponentChildren } {
  const id = useId();
  return help ? { id, told: <span id={id} class="hint">{say(help)}</span> } : { id: undefined, told: null };
}

/** Signs of a choice that needs no column: a day of the week. */
const SHORT = 5;

/** What is chosen already can be taken away also where nobody offers it any more. */
function Choices({ field, found, onChange }: OneProps<'choices'>) {
  const about = useAbout(field);
  const chosen = Array.isArray(found) ? (found as readonly string[]) : [];
  const first = useRef(chosen);
  const others = first.current.filter((one) => !field.of.some(({ value }) => value === one)).map((value) => ({ value, label: value }));
  const all = [...field.of, ...others];
  const write = (wanted: readonly string[]) => onChange(wanted.length === 0 && field.none === null ? null : wanted);
  return (
    <fieldset class={all.some(({ label }) => label.length > SHORT) ? 'choices' : undefined} aria-describedby={about.id}>
      <legend>{say(field.label)}</legend>
      {about.told}
      {all.map((one) => (
        <label key={one.value} class="row">
          <input type="checkbox" checked={chosen.includes(one.value)} onChange={(event) => write(event.currentTarget.checked ? [...chosen, one.value] : chosen.filter((other) => other !== one.value))} /> <bdi>{one.label}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

/** Something of one's own, for as long as the box is ticked. */
function Own({ field, found, at, onChange }: WithFields<'own'>) {
  const about = useAbout(field);
  return (
    <fieldset class="owned" aria-label={say(field.label)} aria-describedby={about.id}>
      <label class="row"><input type="checkbox" checked={found !== null} onChange={(event) => onChange(event.currentTarget.checked ? field.blank : null)} /> {say(field.label)}</label>
      {about.told}
      {found !== null && <Fields fields={field.fields} value={found} at={at} onChange={onChange} />}
    </fieldset>
  );
}

/** Open from the start where something in it is not as usual, and as soon as something in it has to be mended. */
function More({ field, found, at, onChange }: WithFields<'more'>) {
  const [isOpen, setOpen] = useState(() => differs(field.fields, found, field.usual));
  return (
    <details class="more" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} onInvalidCapture={() => setOpen(true)}>
      <summary>{say(field.label)}</summary>
      <Fields fields={field.fields} value={found} at={at} onChange={onChange} />
    </details>
  );
}

/** Names for so many rows that they keep while others come and go; by their places, what is half typed in one would pass to the next. */
function useRowKeys(count: number): { keys: readonly number[]; remove: (at: number) => void } {
  const keys = useRef<number[]>([]);
  const next = useRef(0);
  keys.current.length = Math.min(keys.current.length, count);
  while (keys.current.length < count) keys.current.push(next.current++);
  return { keys: keys.current, remove: (at) => { keys.current.splice(at, 1); } };
}

function Rows({ field, found, at: above, onChange }: WithFields<'rows'>) {
  const rows = Array.isArray(found) ? (found as readonly Json[]) : [];
  const { keys, remove } = useRowKeys(rows.length);
  const about = useAbout(field);
  const label = say(field.label);
  const drop = (at: number) => { remove(at); onChange(rows.filter((_, place) => place !== at)); };
  return (
    <fieldset class="rows" aria-describedby={about.id}>
      <legend>{label}</legend>
      {about.told}
      {rows.map((one, at) => (
        <div key={keys[at]} class="item">
          <Fields fields={field.fields} value={one} at={`${above}${at}.`} onChange={(changed) => onChange(rows.map((other, place) => (place === at ? changed : other)))} />
          <button type="button" onClick={() => drop(at)}>{`${say('settings.remove')}: ${label} ${at + 1}`}</button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...rows, field.blank])}>{`${say('settings.add')}: ${label}`}</button>
    </fieldset>
  );
}
