// A time of the day, typed as people write it; browsers' own fields know no hours past midnight and follow their locale, not ours.

import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nextMorning, readTime } from '../model/times';
import { say } from '../texts';
import './time_field.css';

interface Props {
  label: string;
  /** As HH:MM, nothing: ''. */
  value: string;
  /** Told at every key what is meant so far; '' where that is nothing or no time. */
  onTime: (time: string) => void;
  required?: boolean;
  /** What to write if the night after was meant: the time lies before all shifts. */
  night?: string | null;
  /** What is wrong with the time, though it is one; '' where nothing is. */
  wrong?: string;
  /** What holds while nothing is written. */
  placeholder?: string;
}

export function TimeField({ label, value, onTime, required = false, night = null, wrong = '', placeholder }: Props) {
  const [text, setText] = useState(value);
  const [isLeft, setLeft] = useState(true);
  const box = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  const about = useId();
  // A value that is decided elsewhere is shown; what is typed here stays as it is typed until the field is left.
  useLayoutEffect(() => { if (value !== told.current) { told.current = value; setText(value); } }, [value]);
  const fault = text !== value && readTime(text) === null ? say('time.fault') : wrong;
  useLayoutEffect(() => box.current?.setCustomValidity(fault), [fault]);
  const type = (typed: string) => {
    setText(typed);
    setLeft(false);
    told.current = readTime(typed) ?? '';
    if (told.current !== value) onTime(told.current);
  };
  const leave = () => { setLeft(true); if (fault !== say('time.fault')) setText(value); };
  const next = nextMorning(value);
  return (
    <div class="time-field">
      <label>{label}
        <input ref={box} type="text" inputMode="numeric" autocomplete="off" maxLength={8} required={required} placeholder={placeholder} value={text} aria-invalid={isLeft && fault !== ''} aria-describedby={about} onInput={(event) => type(event.currentTarget.value)} onBlur={leave} />
      </label>
      <span id={about} class="about" aria-live="polite">{isLeft && fault ? <span class="bad">{fault}</span> : night ? say('time.early', { time: night }) : next && say('time.next', { time: next })}</span>
    </div>
  );
}
