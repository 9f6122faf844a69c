// Users and what they are in which teams; nobody gives themselves anything.

import { useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { Dialog } from '../../parts/dialog';
import { FormDialog } from '../../parts/form_dialog';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { account } from '../../state/account';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';
import { RoleFields, type Teams, teamName, useTeams } from './roles';

type User = Schemas['UserEntry'];

export function Users() {
  const asked = useAsked(() => take(client.GET('/api/users')), []);
  const askedTeams = useTeams();
  const [{ value: users, again }, { value: teams }] = [asked, askedTeams];
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  if (users === null || teams === null) return <Waiting asked={[asked, askedTeams]} />;
  return (
    <>
      <div class="above"><h2>{say('settings.users')} <span class="muted">{users.length}</span></h2><button type="button" class="main" onClick={() => setAdding(true)}>{say('settings.new')}</button></div>
      <table class="users">
        <thead><tr><th scope="col">{say('settings.login')}</th><th scope="col">{say('settings.name')}</th><th scope="col">{say('settings.roles')}</th><th scope="col"><span class="visually-hidden">{say('settings.do')}</span></th></tr></thead>
        <tbody>{users.map((one) => <Row key={one.id} user={one} teams={teams} onChanged={again} onLink={setLink} />)}</tbody>
      </table>
      {adding && <Adding teams={teams} onClose={() => setAdding(false)} onAdded={(user) => { setAdding(false); again(); void invite(user, setLink); }} />}
      {link && <Dialog title={say('settings.link')} onClose={() => setLink(null)}><p>{say('settings.link.how')}</p><p><code>{link}</code></p></Dialog>}
    </>
  );
}

function Row({ user, teams, onChanged, onLink }: { user: User; teams: Teams; onChanged: () => void; onLink: (address: string) => void }) {
  const params = { path: { key: user.id } };
  const own = user.id === account.value?.user;
  const able = () => take(client.PATCH('/api/users/{key}', { params, body: { disabled: !user.disabled } as never })).then(onChanged, tellProblem);
  const leave = (membership: string) => take(client.DELETE('/api/users/{key}/memberships/{membership}', { params: { path: { key: user.id, membership } } })).then(onChanged, tellProblem);
  return (
    <tr class={user.disabled ? 'muted' : undefined}>
      <th scope="row"><bdi>{user.login}</bdi></th>
      <td><bdi>{user.name}</bdi>{user.disabled && ` (${say('settings.disabled')})`}</td>
      <td class="roles">
        {user.memberships.map((one) => (
          <span key={one.id} class="tag"><strong>{say(`role.${one.role}`)}</strong> <bdi>{teamName(teams, one.team)}</bdi>{!own && <button type="button" class="quiet" aria-label={`${say('settings.remove')}: ${user.login}, ${say(`role.${one.role}`)}`} onClick={() => void leave(one.id)}>×</button>}</span>
        ))}
        {!own && <GiveRole user={user} teams={teams} onGiven={onChanged} />}
      </td>
      <td class="do">
        <button type="button" aria-label={`${say('settings.invite')}: ${user.login}`} onClick={() => void invite(user.id, onLink)}>{say('settings.invite')}</button>
        {!own && <button type="button" aria-label={`${say(user.disabled ? 'settings.enable' : 'settings.disable')}: ${user.login}`} onClick={() => void able()}>{say(user.disabled ? 'settings.enable' : 'settings.disable')}</button>}
      </td>
    </tr>
  );
}

/** Make a link by which somebody chooses a password. */
async function invite(key: string, onLink: (address: string) => void): Promise<void> {
  await take(client.POST('/api/users/{key}/link', { params: { path: { key } } })).then((made) => onLink(made.address), tellProblem);
}

function GiveRole({ user, teams, onGiven }: { user: User; teams: Teams; onGiven: () => void }) {
  const [open, setOpen] = useState(false);
  const title = `${say('settings.give_role')}: ${user.login}`;
  const give = async ({ team, role }: Readonly<Record<string, string>>) => {
    await take(client.POST('/api/users/{key}/memberships', { params: { path: { key: user.id } }, body: { team: team || null, role } as never }));
    setOpen(false);
    tell(say('settings.saved'), 'good');
    onGiven();
  };
  return (
    <>
      <button type="button" class="quiet" aria-label={title} onClick={() => setOpen(true)}>+</button>
      {open && <FormDialog title={title} send={give} onClose={() => setOpen(false)}><RoleFields teams={teams} /></FormDialog>}
    </>
  );
}

function Adding({ teams, onClose, onAdded }: { teams: Teams; onClose: () => void; onAdded: (user: string) => void }) {
  const add = async ({ login, name, team, role }: Readonly<Record<string, string>>) => {
    const { id } = await take(client.POST('/api/users', { body: { login, name, memberships: [{ team: team || null, role }] } as never }));
    tell(say('settings.saved'), 'good');
    onAdded(id);
  };
  return (
    <FormDialog title={say('settings.user.new')} send={add} onClose={onClose}>
      <label>{say('settings.login')}<input name="login" data-field="login-taken" required maxLength={100} pattern="[A-Za-z0-9][A-Za-z0-9._@\-]*" autocomplete="off" /></label>
      <label>{say('settings.name')}<input name="name" required maxLength={200} autocomplete="off" /></label>
      <RoleFields teams={teams} />
    </FormDialog>
  );
}
