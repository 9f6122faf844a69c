// Roles in teams, as they are given to users and tokens.

import { client, take, type Schemas } from '../../client/client';
import { type Asked, useAsked } from '../../parts/use';
import { language, say } from '../../texts';

export type Teams = readonly Schemas['TeamEntry'][];

const ROLES = ['viewer', 'dispatcher', 'lead', 'admin', 'auditor'] as const;

/** One's own teams. */
export function useTeams(): Asked<Teams> {
  return useAsked(async () => (await take(client.GET('/api/teams'))).filter((one) => one.id != null), [language.value]);
}

export function teamName(teams: Teams, team: string | null): string {
  return team === null ? say('settings.all_teams') : (teams.find((one) => one.id === team)?.name ?? team);
}

export function RoleFields({ teams }: { teams: Teams }) {
  return (
    <>
      <label>{say('settings.role')}<select name="role">{ROLES.map((one) => <option key={one} value={one}>{say(`role.${one}`)}</option>)}</select></label>
      <label>{say('morning.team')}<select name="team">{teams.map((one) => <option key={one.key} value={one.id ?? ''}>{one.name}</option>)}<option value="">{say('settings.all_teams')}</option></select></label>
    </>
  );
}
