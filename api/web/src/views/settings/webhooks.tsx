// Addresses of other systems that are told when a team's plans and jobs change.

import { useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { FormDialog } from '../../parts/form_dialog';
import { Sure } from '../../parts/sure';
import { useAlone, useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say } from '../../texts';
import { type Teams, useTeams } from './roles';

export function Webhooks() {
  const asked = useAsked(() => take(client.GET('/api/webhooks')), []);
  const askedTeams = useTeams();
  const [{ value: hooks, again }, { value: teams }] = [asked, askedTeams];
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Schemas['WebhookEntry'] | null>(null);
  const { busy, alone } = useAlone();
  if (hooks === null || teams === null) return <Waiting asked={[asked, askedTeams]} />;
  const remove = (key: string) => alone(() => take(client.DELETE('/api/webhooks/{key}', { params: { path: { key } } })).then(again));
  const nameOf = (hook: Schemas['WebhookEntry']) => teams.find((one) => one.key === hook.team)?.name ?? hook.team;
  return (
    <>
      <div class="above"><h2>{say('settings.webhooks')}</h2><button type="button" class="main" onClick={() => setAdding(true)}>{say('settings.new')}</button></div>
      <p class="muted">{say('settings.webhooks.about')}</p>
      <table>
        <thead><tr><th scope="col">{say('settings.url')}</th><th scope="col">{say('morning.team')}</th><th scope="col"><span class="visually-hidden">{say('settings.do')}</span></th></tr></thead>
        <tbody>
          {hooks.map((one) => (
            <tr key={one.id}>
              <th scope="row"><bdi>{one.url}</bdi></th><td><bdi>{nameOf(one)}</bdi></td>
              <td class="do"><button type="button" class="danger" disabled={busy} aria-label={`${say('settings.delete')}: ${one.url}`} onClick={() => setLeaving(one)}>{say('settings.delete')}</button></td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaving && <Sure title={say('settings.delete.title')} label={say('settings.delete')} act={() => remove(leaving.id)} onClose={() => setLeaving(null)}><bdi>{leaving.url}</bdi>: {say('settings.webhook.sure')}</Sure>}
      {adding && <Adding teams={teams} onClose={() => { setAdding(false); again(); }} />}
    </>
  );
}

/** An address to be told from now on; what its deliveries are signed with is shown once, here. */
function Adding({ teams, onClose }: { teams: Teams; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const add = async ({ team = '', url = '' }: Readonly<Record<string, string>>) => {
    setSecret((await take(client.POST('/api/webhooks', { body: { team, url: url.trim() } }))).secret);
  };
  return (
    <FormDialog title={say('settings.webhook.new')} send={add} told={secret && <><p>{say('settings.webhook.once')}</p><p><code>{secret}</code></p></>} onClose={onClose}>
      <label>{say('settings.url')}<input name="url" type="url" required maxLength={2000} autocomplete="off" /></label>
      <p class="muted">{say('settings.webhook.hosts')}</p>
      <label>{say('morning.team')}<select name="team">{teams.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}</select></label>
    </FormDialog>
  );
}
