// Settings: what one may change, section by section.

import { useState } from 'preact/hooks';
import { client, take } from '../../client/client';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { place } from '../../router';
import { hasRole } from '../../state/account';
import { language, say, type Key } from '../../texts';
import { AccountSettings } from './account';
import { Records } from './records';
import { Roads } from './roads';
import { TeamSettings } from './team';
import { Tokens } from './tokens';
import { Users } from './users';
import { Webhooks } from './webhooks';
import '../../parts/fields.css';
import './settings.css';

const REGISTRY = ['staff', 'cars', 'patients'] as const;

export function SettingsView() {
  const asked = useAsked(() => take(client.GET('/api/teams')), [language.value]);
  const [team, setTeam] = useState<string | null>(null);
  const here = place.value;
  const teams = asked.value;
  if (teams === null || here.view !== 'settings') return <Waiting asked={[asked]} />;
  const own = teams.filter((one) => one.permissions.includes('roster:read'));
  const chosen = own.find((one) => one.key === team) ?? own[0];
  const sections = ['account', ...(chosen ? [...REGISTRY, 'team', 'roads'] : []), ...(hasRole(['admin']) ? ['users', 'tokens', 'webhooks'] : [])];
  const section = sections.find((one) => one === here.section) ?? 'account';
  const mayWrite = chosen?.permissions.includes('roster:write') ?? false;
  return (
    <section class="page settings">
      <header class="choosing">
        <h1>{say('shell.settings')}</h1>
        {chosen && own.length > 1 && (
          <div class="fields"><label>{say('morning.team')}<select value={chosen.key} onChange={(event) => setTeam(event.currentTarget.value)}>{own.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}</select></label></div>
        )}
      </header>
      <nav aria-label={say('shell.settings')}>
        {sections.map((one) => <a key={one} href={`/settings/${one}`} aria-current={one === section ? 'page' : undefined}>{say(`settings.${one}` as Key)}</a>)}
      </nav>
      <div class="card">
        {section === 'account' && <AccountSettings />}
        {chosen && REGISTRY.map((one) => one === section && <Records key={`${chosen.key} ${one}`} team={chosen.key} section={one} mayWrite={mayWrite} />)}
        {chosen && section === 'team' && <TeamSettings key={chosen.key} team={chosen.key} mayWrite={mayWrite} />}
        {section === 'roads' && <Roads />}
        {section === 'users' && <Users />}
        {section === 'tokens' && <Tokens />}
        {section === 'webhooks' && <Webhooks />}
      </div>
    </section>
  );
}
