// A dialog on top of the page; closing it any way tells the one who opened it.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { giveBack } from '../state/focus';
import { tellIn } from '../state/notices';
import { say } from '../texts';
import { Refusals } from './notices';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** Asked before it closes by itself; it stays where that would lose something. */
  mayClose?: () => boolean;
}

export function Dialog({ title, onClose, children, wide = false, mayClose = () => true }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  const [dialog] = useState(() => Symbol());
  useLayoutEffect(() => tellIn(dialog), []);
  useLayoutEffect(() => {
    const back = document.activeElement;
    box.current?.showModal();
    // While the dialog is still there nothing else takes the focus; what comes in its place may take it then.
    return () => giveBack(back);
  }, []);
  return (
    <dialog ref={box} class={wide ? 'wide' : undefined} aria-labelledby={name} onClose={onClose} onCancel={(event) => { if (!mayClose()) event.preventDefault(); }}>
      <header>
        <h2 id={name}>{title}</h2>
        <button type="button" class="quiet" aria-label={say('shell.close')} onClick={() => { if (mayClose()) box.current?.close(); }}>×</button>
      </header>
      {children}
      <Refusals dialog={dialog} />
    </dialog>
  );
}
