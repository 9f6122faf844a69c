// A date in the browser's own field, which writes it as the browser's locale does: beside it stands which day it is, in the page's language.

import { useId } from 'preact/hooks';
import { isDate } from '../model/dates';
import { plainDate } from '../model/figures';
import './time_field.css';

interface Props {
  label: string;
  /** As YYYY-MM-DD, nothing: ''. */
  value: string;
  onDate: (date: string) => void;
  required?: boolean;
}

export function DateField({ label, value, onDate, required = false }: Props) {
  const about = useId();
  return (
    <div class="date-field">
      <label>{label}
        <input type="date" required={required} value={value} aria-describedby={about} onChange={(event) => onDate(event.currentTarget.value)} />
      </label>
      <span id={about} class="about">{isDate(value) && plainDate(value)}</span>
    </div>
  );
}
