// What all days of a team have in common.

import { useLayoutEffect, useState } from 'preact/hooks';
import { client, take, takeWhole, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import type { Document, Field } from '../../model/fields';
import { Faults } from '../../parts/faults';
import { useAlone, useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';
import { Fields } from './form';
import { Stale } from './stale';

const FIELDS: readonly Field[] = [
  { kind: 'text', label: 'settings.name', path: ['name'], required: true },
  { kind: 'text', label: 'settings.roads_name', path: ['roads'] },
  { kind: 'time', label: 'settings.start', path: ['shift', 'start'] },
  { kind: 'time', label: 'settings.end', path: ['shift', 'end'] },
  { kind: 'number', label: 'settings.overtime', path: ['shift', 'max_overtime_min'] },
  { kind: 'rows', label: 'settings.breaks', path: ['breaks'], blank: { earliest: '11:00', latest: '13:00', duration_min: 30 }, fields: [
    { kind: 'time', label: 'settings.earliest', path: ['earliest'], required: true },
    { kind: 'time', label: 'settings.latest', path: ['latest'], required: true },
    { kind: 'number', label: 'morning.minutes', path: ['duration_min'], required: true }] },
  { kind: 'rows', label: 'settings.bases', path: ['bases'], blank: { id: '', lat: null, lon: null }, fields: [
    { kind: 'text', label: 'settings.key', path: ['id'], required: true },
    { kind: 'text', label: 'settings.address', path: ['address'] },
    { kind: 'degrees', label: 'settings.lat', path: ['lat'], required: true },
    { kind: 'degrees', label: 'settings.lon', path: ['lon'], required: true }] },
];

interface Kept {
  etag: string;
  settings: Document;
}

export function TeamSettings({ team, mayWrite }: { team: string; mayWrite: boolean }) {
  const asked = useAsked(() => readSettings(team), [team]);
  return asked.value ? <Written team={team} kept={asked.value} mayWrite={mayWrite} onSaved={asked.again} /> : <Waiting asked={[asked]} />;
}

function Written({ team, kept, mayWrite, onSaved }: { team: string; kept: Kept; mayWrite: boolean; onSaved: () => void }) {
  const [{ etag, settings }, setKept] = useState(kept);
  const [faults, setFaults] = useState<readonly Schemas['FaultDocument'][]>([]);
  const [theirs, setTheirs] = useState<Kept | null>(null);
  const { busy, alone } = useAlone();
  useLayoutEffect(() => { setKept(kept); setFaults([]); setTheirs(null); }, [kept]);
  const save = async (seen: string) => {
    try {
      await take(client.PUT('/api/teams/{team}', { params: { path: { team }, header: { 'if-match': seen } }, body: settings as unknown as Schemas['TeamSettings'] }));
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
  return (
    <form onSubmit={(event) => { event.preventDefault(); alone(() => save(etag)); }}>
      <h2>{say('settings.team')}</h2>
      <fieldset class="plain" disabled={!mayWrite}>
        <Fields fields={FIELDS} value={settings} onChange={(changed) => setKept({ etag, settings: changed })} />
        <Faults faults={faults} />
        {theirs && <Stale onTheirs={() => { setKept(theirs); setTheirs(null); }} onMine={() => alone(() => save(theirs.etag))} />}
        {mayWrite && <div class="buttons end"><button type="submit" class="main" disabled={busy}>{say('settings.save')}</button></div>}
      </fieldset>
    </form>
  );
}

async function readSettings(team: string): Promise<Kept> {
  const { data, response } = await takeWhole(client.GET('/api/teams/{team}', { params: { path: { team } } }));
  return { etag: response.headers.get('ETag') ?? '', settings: data.settings as unknown as Document };
}
