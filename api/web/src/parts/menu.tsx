// A menu that goes when it is left: by Escape, by a press elsewhere, or by Tab beyond it.

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export function Menu({ title, children }: { title: string; children: (leave: () => void) => ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  const leave = () => { if (box.current) box.current.open = false; };
  const go = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !box.current?.open) return;
    event.preventDefault();
    leave();
    box.current.querySelector('summary')?.focus();
  };
  return (
    <details ref={box} class="menu" onKeyDown={go} onFocusOut={(event) => { if (!box.current?.contains(event.relatedTarget as Node | null)) leave(); }}>
      <summary>{title}</summary>
      <div class="sheet">{children(leave)}</div>
    </details>
  );
}
