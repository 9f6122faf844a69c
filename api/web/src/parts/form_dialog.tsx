// A dialog that asks for something new, and may tell in its place what came of it.

import type { ComponentChildren } from 'preact';
import { say } from '../texts';
import { Dialog } from './dialog';
import { useAlone } from './use';

interface Props {
  title: string;
  /** What the button says that sends it. */
  label?: string;
  /** Gets what is written, by names. */
  send: (typed: Readonly<Record<string, string>>, form: FormData) => unknown;
  /** What came of it, once something has. */
  told?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

export function FormDialog({ title, label = say('settings.save'), send, told, onClose, children }: Props) {
  const { busy, alone } = useAlone();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    alone(async () => send(Object.fromEntries(form) as Record<string, string>, form));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {told ?? (
        <form class="form" onSubmit={submit}>
          {children}
          <div class="buttons"><button type="button" onClick={onClose}>{say('shell.cancel')}</button><button type="submit" class="main" disabled={busy}>{label}</button></div>
        </form>
      )}
    </Dialog>
  );
}
