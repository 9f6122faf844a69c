import { useLayoutEffect, useRef } from 'preact/hooks';
import { dismiss, type Notice, notices } from '../state/notices';
import { say } from '../texts';

/** Notices at the edge of the page, read out as they come; in a day they lie on the map, clear of what is worked on in lists, timeline and panels. */
export function Notices() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { if (box.current) place(box.current); }, [notices.value]);
  return (
    <div ref={box} class="notices" role="status" aria-live="polite">
      {notices.value.filter((one) => !one.dialog).map((one) => <Told key={one.id} notice={one} />)}
    </div>
  );
}

/** What was refused in a dialog, at its end. */
export function Refusals({ dialog }: { dialog: symbol }) {
  const refusals = notices.value.filter((one) => one.dialog === dialog);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [refusals.length]);
  if (refusals.length === 0) return null;
  return <div ref={box} class="refusals" role="alert">{refusals.map((one) => <Told key={one.id} notice={one} />)}</div>;
}

function Told({ notice: { id, text, tone, actions } }: { notice: Notice }) {
  return (
    <div id={`notice-${id}`} class={`notice ${tone}`}>
      <span>{text}</span>
      {actions.map(({ label, act }) => <button key={label} type="button" onClick={() => { act(); dismiss(id); }}>{label}</button>)}
      <button type="button" class="quiet" aria-label={say('shell.close')} onClick={() => dismiss(id)}>×</button>
    </div>
  );
}

const GAP_PX = 12;

function place({ style }: HTMLElement): void {
  const isWide = matchMedia('(min-width: 901px)').matches;
  const map = isWide ? document.querySelector('.day > .map')?.getBoundingClientRect() : undefined;
  style.inset = map ? `${map.top + GAP_PX}px auto auto ${map.left + GAP_PX}px` : '';
}
