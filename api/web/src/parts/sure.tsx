// A question before something is done that may not be meant.

import type { ComponentChildren } from 'preact';
import { say } from '../texts';
import { Dialog } from './dialog';

interface Props {
  title: string;
  label: string;
  act: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

export function Sure({ title, label, act, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <p class="buttons">
        <button type="button" class="danger" onClick={() => { onClose(); act(); }}>{label}</button>
        <button type="button" onClick={onClose}>{say('shell.cancel')}</button>
      </p>
    </Dialog>
  );
}
