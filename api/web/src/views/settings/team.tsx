// What all days of a team have in common.

import { useLayoutEffect, useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { compareNames } from '../../model/names';
import { recordOf } from '../../model/record_form';
import { Faults } from '../../parts/faults';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say } from '../../texts';
import { nameField } from './field_words';
import { Fields } from './form';
import { teamFields } from './kinds';
import { withinOf } from './known';
import { useSaving } from './saving';
import { type Kept, readSettings } from './sections';
import { Stale } from './stale';

export function TeamSettings({ team, mayWrite }: { team: string; mayWrite: boolean }) {
  const asked = useAsked(() => readSettings(team), [team]);
  const askedRoads = useAsked(() => take(client.GET('/api/roads')), []);
  const [{ value: kept, again }, { value: networks }] = [asked, askedRoads];
  if (kept === null || networks === null) return <Waiting asked={[asked, askedRoads]} />;
  return <Written team={team} kept={kept} networks={networks.map((one) => one.name)} mayWrite={mayWrite} onSaved={again} />;
}

function Written({ team, kept, networks, mayWrite, onSaved }: { team: string; kept: Kept; networks: readonly string[]; mayWrite: boolean; onSaved: () => void }) {
  const [settings, setSettings] = useState(kept.settings);
  const write = (seen: string | null) => take(client.PUT('/api/teams/{team}', { params: { path: { team }, header: { 'if-match': seen ?? '' } }, body: recordOf(settings) as unknown as Schemas['TeamSettings'] }));
  const { busy, faults, theirs, save, takeOver } = useSaving<Kept>(kept.etag, write, onSaved);
  useLayoutEffect(() => setSettings(kept.settings), [kept]);
  // One that was made for the days that name it is not among those that are kept before the first of them.
  const roads = [...new Set([...networks, ...(typeof kept.settings['roads'] === 'string' ? [kept.settings['roads']] : [])])].sort(compareNames);
  const fields = teamFields(withinOf(settings), roads);
  return (
    <form onSubmit={(event) => { event.preventDefault(); save(); }}>
      <h2>{say('settings.team')}</h2>
      <fieldset class="plain" disabled={!mayWrite}>
        <Fields fields={fields} value={settings} onChange={(changed) => setSettings(changed as Kept['settings'])} />
        <Faults faults={faults} name={(field) => nameField(fields, field)} />
        {theirs && <Stale onTheirs={() => { setSettings(theirs.settings); takeOver(); }} onMine={() => save(theirs.etag)} />}
        {mayWrite && <div class="buttons end"><button type="submit" class="main" disabled={busy}>{say('settings.save')}</button></div>}
      </fieldset>
    </form>
  );
}
