// What all days of a team have in common.

import { useLayoutEffect, useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import { compareNames } from '../../model/names';
import { recordOf } from '../../model/record_form';
import { Faults } from '../../parts/faults';
import { useAlone, useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';
import { nameField } from './field_words';
import { Fields } from './form';
import { teamFields } from './kinds';
import { withinOf } from './known';
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
  const [{ etag, settings }, setKept] = useState(kept);
  const [faults, setFaults] = useState<readonly Schemas['FaultDocument'][]>([]);
  const [theirs, setTheirs] = useState<Kept | null>(null);
  const { busy, alone } = useAlone();
  useLayoutEffect(() => { setKept(kept); setFaults([]); setTheirs(null); }, [kept]);
  const save = async (seen: string) => {
    try {
      await take(client.PUT('/api/teams/{team}', { params: { path: { team }, header: { 'if-match': seen } }, body: recordOf(settings) as unknown as Schemas['TeamSettings'] }));
      tell(say('settings.saved'), 'good');
      onSaved();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const current = error.document.current as unknown as Kept | null | undefined;
      setFaults(error.document.faults ?? []);
      if (error.status === 412 && current) setTheirs(current);
      else if (!error.document.faults?.length) tellProblem(error);
    }
  };
  // One that was made for the days that name it is not among those that are kept before the first of them.
  const roads = [...new Set([...networks, ...(typeof kept.settings['roads'] === 'string' ? [kept.settings['roads']] : [])])].sort(compareNames);
  const fields = teamFields(withinOf(settings), roads);
  return (
    <form onSubmit={(event) => { event.preventDefault(); alone(() => save(etag)); }}>
      <h2>{say('settings.team')}</h2>
      <fieldset class="plain" disabled={!mayWrite}>
        <Fields fields={fields} value={settings} onChange={(changed) => setKept({ etag, settings: changed as Kept['settings'] })} />
        <Faults faults={faults} name={(field) => nameField(fields, field)} />
        {theirs && <Stale onTheirs={() => { setKept(theirs); setTheirs(null); }} onMine={() => alone(() => save(theirs.etag))} />}
        {mayWrite && <div class="buttons end"><button type="submit" class="main" disabled={busy}>{say('settings.save')}</button></div>}
      </fieldset>
    </form>
  );
}
