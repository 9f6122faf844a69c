// What every panel beside the map looks like: its heading, which gets the focus unless something in it does, and how it is closed.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { say } from '../../texts';
import { close } from './task';

export function Panel({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) {
  const box = useRef<HTMLElement>(null);
  const name = useId();
  // Before it is painted: whoever presses a key as soon as they see the panel means the panel.
  useLayoutEffect(() => {
    const back = document.activeElement;
    const first = box.current?.querySelector<HTMLElement>('[data-first]') ?? box.current?.querySelector<HTMLElement>('h2');
    first?.focus();
    return () => { if (back instanceof HTMLElement && back.isConnected) back.focus(); };
  }, [title]);
  const leave = (event: KeyboardEvent) => { if (event.key === 'Escape' && !event.defaultPrevented) close(); };
  return (
    <section ref={box} class="panel" aria-labelledby={name} onKeyDown={leave}>
      <header>
        <h2 id={name} tabIndex={-1}>{title}</h2>
        <button type="button" class="quiet" aria-label={say('shell.close')} onClick={close}>×</button>
      </header>
      {note && <p class="muted note">{note}</p>}
      {children}
    </section>
  );
}
