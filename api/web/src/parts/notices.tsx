import { useLayoutEffect, useRef } from 'preact/hooks';
import { dismiss, notices } from '../state/notices';
import { say } from '../texts';

/** Notices at the edge of the page, read out as they come; in a day they lie on the map, clear of what is worked on in lists, timeline and panels. */
export function Notices() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { if (box.current) place(box.current); }, [notices.value]);
  return (
    <div ref={box} class="notices" role="status" aria-live="polite">
      {notices.value.map((one) => (
        <div key={one.id} class={`notice ${one.tone}`}>
          <span>{one.text}</span>
          {one.actions.map(({ label, act }) => <button key={label} type="button" onClick={() => { act(); dismiss(one.id); }}>{label}</button>)}
          <button type="button" class="quiet" aria-label={say('shell.close')} onClick={() => dismiss(one.id)}>×</button>
        </div>
      ))}
    </div>
  );
}

const GAP_PX = 12;

function place({ style }: HTMLElement): void {
  const isWide = matchMedia('(min-width: 901px)').matches;
  const map = isWide ? document.querySelector('.day > .map')?.getBoundingClientRect() : undefined;
  style.inset = map ? `${map.top + GAP_PX}px auto auto ${map.left + GAP_PX}px` : '';
}
