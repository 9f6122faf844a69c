// One's own account: password, authenticator app, sessions, and how the page behaves.

import { useState } from 'preact/hooks';
import { client, take } from '../../client/client';
import { Authenticator } from './authenticator';
import { momentText } from './moments';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { account } from '../../state/account';
import { on, switchKeys } from '../../state/keys';
import { tell, tellProblem } from '../../state/notices';
import { choose as chooseTheme, theme, type Theme } from '../../state/theme';
import { choose as chooseLanguage, language, say } from '../../texts';

export function AccountSettings() {
  const [changes, setChanges] = useState(0);
  const changed = () => setChanges(changes + 1);
  return (
    <>
      <h2>{say('settings.page')}</h2>
      <div class="form narrow">
        <label>{say('shell.language')}<select value={language.value} onChange={(event) => void chooseLanguage(event.currentTarget.value === 'en' ? 'en' : 'sv')}><option value="sv">Svenska</option><option value="en">English</option></select></label>
        <label>{say('shell.theme')}<select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>{(['auto', 'light', 'dark'] as const).map((one) => <option key={one} value={one}>{say(`shell.theme.${one}`)}</option>)}</select></label>
        <label class="row"><input type="checkbox" checked={on.value} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {say('shell.keys.on')}</label>
      </div>
      <Password onChanged={changed} />
      <Authenticator onChanged={changed} />
      <Sessions key={changes} />
    </>
  );
}

function Password({ onChanged }: { onChanged: () => void }) {
  const [old, setOld] = useState('');
  const [wanted, setWanted] = useState('');
  const change = () => take(client.PUT('/api/account/password', { body: { old, new: wanted } as never })).then(() => { setOld(''); setWanted(''); tell(say('settings.password.changed'), 'good'); onChanged(); }, tellProblem);
  return (
    <form class="form narrow" onSubmit={(event) => { event.preventDefault(); void change(); }}>
      <h2>{say('settings.password')}</h2>
      <input type="text" autocomplete="username" value={account.value?.login} readOnly hidden />
      <label>{say('settings.password.old')}<input type="password" data-field="wrong-credentials" autocomplete="current-password" required value={old} onInput={(event) => setOld(event.currentTarget.value)} /></label>
      <label>{say('settings.password.new')}<input type="password" data-field="weak-password" autocomplete="new-password" required minLength={12} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} /></label>
      <div><button type="submit">{say('settings.password.change')}</button></div>
    </form>
  );
}

function Sessions() {
  const asked = useAsked(() => take(client.GET('/api/sessions')), []);
  const end = (key: string) => take(client.DELETE('/api/sessions/{key}', { params: { path: { key } } })).then(asked.again, tellProblem);
  if (asked.value === null) return <Waiting asked={[asked]} />;
  return (
    <section>
      <h2>{say('settings.sessions')}</h2>
      <table>
        <thead><tr><th scope="col">{say('settings.made_at')}</th><th scope="col">{say('settings.seen')}</th><th scope="col"><span class="visually-hidden">{say('settings.do')}</span></th></tr></thead>
        <tbody>{asked.value.map((one) => <tr key={one.id}><td>{momentText(one.made)}</td><td>{momentText(one.seen)}</td><td class="do">{one.current ? say('settings.this') : <button type="button" onClick={() => void end(one.id)}>{say('settings.end_session')}</button>}</td></tr>)}</tbody>
      </table>
    </section>
  );
}
