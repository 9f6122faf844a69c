// The commands of a day, each with its key: the usual ones as buttons, the others in a menu.

import { useLayoutEffect } from 'preact/hooks';
import { writeKey } from '../../model/shortcut';
import { Menu } from '../../parts/menu';
import { bind, type Shortcut } from '../../state/keys';
import { language, say } from '../../texts';
import { COMMANDS } from './commands';

export interface Command extends Shortcut {
  /** Shown as a button in the heading, or in its menu. */
  button?: 'main' | 'plain' | 'more';
}

export function Actions() {
  const commands = COMMANDS.flatMap((give) => give());
  // Before they are painted: what is seen can be pressed.
  useLayoutEffect(() => bind(commands), [language.value, commands.map((one) => `${one.key} ${one.label}`).join()]);
  return (
    <div class="actions" role="group" aria-label={say('day.actions')}>
      {commands.filter((one) => one.button === 'main' || one.button === 'plain').map((one) => (
        <button key={one.label} type="button" class={one.button === 'main' ? 'main' : undefined} aria-keyshortcuts={one.key.replace('Ctrl', 'Control') || undefined} onClick={one.act}>{one.label}</button>
      ))}
      <More commands={commands.filter((one) => one.button === 'more')} />
    </div>
  );
}

function More({ commands }: { commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <Menu title={say('more.title')}>
      {(leave) => commands.map((one) => (
        <button key={one.label} type="button" onClick={() => { leave(); one.act(); }}>{one.label}{one.key && <kbd>{writeKey(one.key)}</kbd>}</button>
      ))}
    </Menu>
  );
}
