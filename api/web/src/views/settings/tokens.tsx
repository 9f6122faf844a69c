// Tokens with which other systems come in.

import { useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { FormDialog } from '../../parts/form_dialog';
import { Sure } from '../../parts/sure';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { tellProblem } from '../../state/notices';
import { say } from '../../texts';
import { momentText } from './moments';
import { RoleFields, teamName, type Teams, useTeams } from './roles';

export function Tokens() {
  const asked = useAsked(() => take(client.GET('/api/tokens')), []);
  const askedTeams = useTeams();
  const [{ value: tokens, again }, { value: teams }] = [asked, askedTeams];
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Schemas['TokenEntry'] | null>(null);
  if (tokens === null || teams === null) return <Waiting asked={[asked, askedTeams]} />;
  const revoke = (key: string) => take(client.DELETE('/api/tokens/{key}', { params: { path: { key } } })).then(again, tellProblem);
  return (
    <>
      <div class="above"><h2>{say('settings.tokens')}</h2><button type="button" class="main" onClick={() => setAdding(true)}>{say('settings.new')}</button></div>
      <table>
        <thead><tr><th scope="col">{say('settings.name')}</th><th scope="col">{say('settings.roles')}</th><th scope="col">{say('settings.seen')}</th><th scope="col">{say('settings.ends')}</th><th scope="col"><span class="visually-hidden">{say('settings.do')}</span></th></tr></thead>
        <tbody>
          {tokens.map((one) => (
            <tr key={one.id} class={one.revoked ? 'muted' : undefined}>
              <th scope="row"><bdi>{one.name}</bdi></th><td>{say(`role.${one.role}`)}, <bdi>{teamName(teams, one.team)}</bdi></td><td>{momentText(one.seen)}</td><td>{momentText(one.ends)}</td>
              <td class="do">{one.revoked ? say('settings.revoked') : <button type="button" class="danger" aria-label={`${say('settings.revoke')}: ${one.name}`} onClick={() => setLeaving(one)}>{say('settings.revoke')}</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaving && <Sure title={say('settings.revoke.title')} label={say('settings.revoke')} act={() => void revoke(leaving.id)} onClose={() => setLeaving(null)}><bdi>{leaving.name}</bdi>: {say('settings.revoke.sure')}</Sure>}
      {adding && <Adding teams={teams} onClose={() => { setAdding(false); again(); }} />}
    </>
  );
}

/** A token to be made; its secret is shown once, here. */
function Adding({ teams, onClose }: { teams: Teams; onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const add = async ({ name, team, role, days }: Readonly<Record<string, string>>) => {
    setSecret((await take(client.POST('/api/tokens', { body: { name, team: team || null, role, days: Number(days) } as never }))).token);
  };
  return (
    <FormDialog title={say('settings.token.new')} send={add} told={secret && <><p>{say('settings.token.once')}</p><p><code>{secret}</code></p></>} onClose={onClose}>
      <label>{say('settings.name')}<input name="name" required maxLength={200} autocomplete="off" /></label>
      <RoleFields teams={teams} />
      <label>{say('settings.days')}<input name="days" type="number" min={1} max={366} defaultValue={90} required /></label>
    </FormDialog>
  );
}
