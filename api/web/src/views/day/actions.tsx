// The commands of a day, each with its key.

import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { bind, type Shortcut } from '../../state/keys';
import { language } from '../../texts';
import { COMMANDS } from './commands';

export interface Command extends Shortcut {
  /** Shown as a button in the heading. */
  button?: 'main' | 'plain';
}

export function Actions() {
  const commands = COMMANDS.flatMap((give) => give());
  useEffect(() => bind(commands), [language.value, commands.map((one) => one.key).join()]);
  return (
    <div class="actions" role="toolbar">
      {commands.map((one) => (
        <Fragment key={one.label}>
          {one.button && <button type="button" class={one.button === 'main' ? 'main' : undefined} aria-keyshortcuts={one.key || undefined} onClick={one.act}>{one.label}</button>}
        </Fragment>
      ))}
    </div>
  );
}
