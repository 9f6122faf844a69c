// What is around every view: where one can go, who one is, and whether the service is reached.

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { Dialog } from './parts/dialog';
import { writeKey } from './model/shortcut';
import { Menu } from './parts/menu';
import { Notices } from './parts/notices';
import { place } from './router';
import { account, mayDispatch, mayRead, signOut } from './state/account';
import { connected } from './state/feed';
import { bind, on, shortcuts, switchKeys } from './state/keys';
import { tell } from './state/notices';
import { choose as chooseTheme, theme, type Theme } from './state/theme';
import { triedAt } from './state/tried';
import { choose as chooseLanguage, language, say, type Key } from './texts';

const PAGES: readonly { name: string; to: string; label: Key; views: readonly string[]; may: () => boolean }[] = [
  { name: 'plans', to: '/plans', label: 'shell.plans', views: ['plans', 'day'], may: mayRead },
  { name: 'morning', to: '/morning', label: 'shell.morning', views: ['morning'], may: mayDispatch },
  { name: 'figures', to: '/figures', label: 'shell.figures', views: ['figures'], may: mayRead },
  { name: 'settings', to: '/settings', label: 'shell.settings', views: ['settings'], may: () => true },
];

export function Shell({ children }: { children: ComponentChildren }) {
  const [keysShown, showKeys] = useState(false);
  const [wasOffline, setOffline] = useState(false);
  useLayoutEffect(() => bind([{ key: '?', label: say('shell.keys'), act: () => showKeys(true) }]), [language.value]);
  useEffect(() => {
    if (connected.value === false) setOffline(true);
    if (connected.value && wasOffline) { setOffline(false); tell(say('shell.back'), 'good'); }
  }, [connected.value]);
  return (
    <>
      <a class="skip" href="#main">{say('shell.skip')}</a>
      <header class="shell">
        <a class="brand" href={mayRead() ? '/plans' : '/settings'}>hemrutt</a>
        <nav aria-label={say('shell.navigation')}>
          {PAGES.filter((one) => one.may()).map((one) => (
            <a key={one.name} href={one.to} aria-current={one.views.includes(place.value.view) ? 'page' : undefined}>{say(one.label)}</a>
          ))}
        </nav>
        <AccountMenu onKeys={() => showKeys(true)} />
      </header>
      {connected.value === false && <p class="banner" role="alert">{say('shell.offline')}</p>}
      {triedAt && <p class="banner" role="status">{say('shell.tried', { at: triedAt })} <a href={location.pathname} onClick={leaveTrying}>{say('shell.tried.end')}</a></p>}
      <main id="main" tabIndex={-1}>{children}</main>
      <Notices />
      {keysShown && <Keys onClose={() => showKeys(false)} />}
    </>
  );
}

/** Load the page anew at its own address, which says no time. */
function leaveTrying(event: Event): void {
  event.preventDefault();
  location.assign(location.pathname);
}

function AccountMenu({ onKeys }: { onKeys: () => void }) {
  return (
    <Menu title={account.value?.login ?? say('shell.account')}>
      {(leave) => <>
        <label>{say('shell.language')}
          <select value={language.value} onChange={(event) => void chooseLanguage(event.currentTarget.value === 'en' ? 'en' : 'sv')}>
            <option value="sv">Svenska</option>
            <option value="en">English</option>
          </select>
        </label>
        <label>{say('shell.theme')}
          <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
            {(['auto', 'light', 'dark'] as const).map((one) => <option key={one} value={one}>{say(`shell.theme.${one}`)}</option>)}
          </select>
        </label>
        <button type="button" onClick={() => { leave(); onKeys(); }}>{say('shell.keys')}</button>
        <button type="button" onClick={() => void signOut()}>{say('shell.sign_out')}</button>
      </>}
    </Menu>
  );
}

function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={say('shell.keys')} onClose={onClose}>
      <dl class="keys">
        {shortcuts.value.filter((one) => one.key !== '').map((one) => <div key={one.key}><dt><kbd>{writeKey(one.key)}</kbd></dt><dd>{one.label}</dd></div>)}
      </dl>
      <label class="row"><input type="checkbox" checked={on.value} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {say('shell.keys.on')}</label>
    </Dialog>
  );
}
