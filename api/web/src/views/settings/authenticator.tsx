// One's own authenticator app: a new one takes the place of the old once a code of each and the password are given.

import { useEffect, useRef, useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { useAlone } from '../../parts/use';
import { tell } from '../../state/notices';
import { say } from '../../texts';

/** What the app shows: six digits. */
const CODE = { inputMode: 'numeric', autocomplete: 'one-time-code', pattern: '[0-9]{6}', maxLength: 6 } as const;

export function Authenticator({ onChanged }: { onChanged: () => void }) {
  const [offer, setOffer] = useState<Schemas['OfferedApp'] | null>(null);
  const { busy, alone } = useAlone();
  const ask = () => alone(() => take(client.POST('/api/account/second-factor/offer')).then(setOffer));
  const done = () => { setOffer(null); tell(say('settings.app.changed'), 'good'); onChanged(); };
  return (
    <section>
      <h2>{say('settings.app')}</h2>
      <p class="muted">{say('settings.app.about')}</p>
      {offer ? <NewApp offer={offer} onDone={done} onCancel={() => setOffer(null)} /> : <button type="button" disabled={busy} onClick={ask}>{say('settings.app.change')}</button>}
    </section>
  );
}

function NewApp({ offer, onDone, onCancel }: { offer: Schemas['OfferedApp']; onDone: () => void; onCancel: () => void }) {
  const { busy, alone } = useAlone();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const change = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const typed = (name: string) => String(form.get(name)).trim();
    const body = { password: String(form.get('password')), code: typed('code') || null, totp_secret: offer.totp_secret, new_code: typed('new_code') };
    alone(() => take(client.PUT('/api/account/second-factor', { body: body as never })).then(onDone));
  };
  return (
    <form class="form narrow" onSubmit={change}>
      <p>{say('settings.app.key')} <code>{offer.totp_secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <p><a href={offer.totp_address}>{say('settings.app.open')}</a></p>
      <label>{say('settings.app.new_code')}<input ref={first} name="new_code" data-field="wrong-code" required {...CODE} /></label>
      <label>{say('settings.app.code')}<input name="code" {...CODE} /></label>
      <label>{say('settings.password.old')}<input name="password" data-field="wrong-credentials" type="password" autocomplete="current-password" required /></label>
      <div class="buttons"><button type="button" onClick={onCancel}>{say('shell.cancel')}</button><button type="submit" class="main" disabled={busy}>{say('settings.app.save')}</button></div>
    </form>
  );
}
