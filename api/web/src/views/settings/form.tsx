// A document as a form: its fields, and rows of fields within it.

import { useRef } from 'preact/hooks';
import { type Document, type Field, type Json, readTyped, showTyped, valueAt, withValue } from '../../model/fields';
import { DateField } from '../../parts/date_field';
import { TimeField } from '../../parts/time_field';
import { say } from '../../texts';

interface Props {
  fields: readonly Field[];
  value: Document;
  onChange: (value: Document) => void;
}

export function Fields({ fields, value, onChange }: Props) {
  const write = (field: Field, found: Json) => onChange(withValue(value, field.path, found) as Document);
  return (
    <div class="form">
      {fields.map((field) => <OneField key={field.path.join('.')} field={field} found={valueAt(value, field.path)} onChange={(found) => write(field, found)} />)}
    </div>
  );
}

function OneField({ field, found, onChange }: { field: Field; found: Json; onChange: (found: Json) => void }) {
  const label = say(field.label);
  switch (field.kind) {
    case 'check':
      return <label class="row"><input type="checkbox" checked={found === true} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}</label>;
    case 'choice':
      return (
        <label>{label}
          <select value={showTyped(found)} onChange={(event) => onChange(event.currentTarget.value || null)}>
            {!field.required && <option value="">–</option>}
            {field.of.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
          </select>
        </label>
      );
    case 'choices':
      return <Choices field={field} label={label} found={found} onChange={onChange} />;
    case 'rows':
      return <Rows field={field} label={label} found={Array.isArray(found) ? (found as readonly Document[]) : []} onChange={onChange} />;
    case 'date':
      return <DateField label={label} value={showTyped(found)} required={field.required ?? false} onDate={(date) => onChange(readTyped('date', date))} />;
    case 'time':
      return <TimeField label={label} value={showTyped(found)} required={field.required ?? false} onTime={(time) => onChange(readTyped('time', time))} />;
    default:
      return <label>{label}<Typed field={field} found={found} onChange={onChange} /></label>;
  }
}

function Typed({ field, found, onChange }: { field: Field; found: Json; onChange: (found: Json) => void }) {
  const shared = {
    required: field.required ?? false,
    value: showTyped(found),
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange(readTyped(field.kind, event.currentTarget.value)),
  };
  if (field.kind === 'number') return <input type="number" min={0} {...shared} />;
  if (field.kind === 'degrees') return <input type="number" step="any" {...shared} />;
  return <input type="text" {...shared} />;
}

function Choices({ field, label, found, onChange }: { field: Field & { kind: 'choices' }; label: string; found: Json; onChange: (found: Json) => void }) {
  const chosen = Array.isArray(found) ? (found as readonly string[]) : [];
  return (
    <fieldset>
      <legend>{label}</legend>
      {field.of.map((one) => (
        <label key={one.value} class="row">
          <input type="checkbox" checked={chosen.includes(one.value)} onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, one.value] : chosen.filter((other) => other !== one.value))} /> <bdi>{one.label}</bdi>
        </label>
      ))}
    </fieldset>
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

function Rows({ field, label, found, onChange }: { field: Field & { kind: 'rows' }; label: string; found: readonly Document[]; onChange: (found: Json) => void }) {
  const { keys, remove } = useRowKeys(found.length);
  const drop = (at: number) => { remove(at); onChange(found.filter((_, place) => place !== at)); };
  return (
    <fieldset class="rows">
      <legend>{label}</legend>
      {found.map((one, at) => (
        <div key={keys[at]} class="item">
          <Fields fields={field.fields} value={one} onChange={(changed) => onChange(found.map((other, place) => (place === at ? changed : other)))} />
          <button type="button" onClick={() => drop(at)} aria-label={`${say('settings.remove')}: ${label} ${at + 1}`}>{say('settings.remove')}</button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...found, field.blank])} aria-label={`${say('settings.add')}: ${label}`}>{say('settings.add')}</button>
    </fieldset>
  );
}
