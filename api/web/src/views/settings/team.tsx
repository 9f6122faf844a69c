// What all days of a team have in common.

import { useEffect, useState } from 'preact/hooks';
import { client, take, takeWhole, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import type { Document, Field } from '../../model/fields';
import { Faults } from '../../parts/faults';
import { useAsked } from '../../parts/use';
import { tell, tellProblem } from '../../state/notices';
import { say } from '../../texts';
import { Fields } from './form';

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

export function TeamSettings({ team, mayWrite }: { team: string; mayWrite: boolean }) {
  const { value: kept, again } = useAsked(() => readSettings(team), [team]);
  const [settings, setSettings] = useState<Document | null>(null);
  const [faults, setFaults] = useState<readonly Schemas['FaultDocument'][]>([]);
  useEffect(() => { if (kept) setSettings(kept.settings); }, [kept]);
  if (!kept || !settings) return <p class="waiting">{say('shell.loading')}</p>;
  const save = async () => {
    try {
      await take(client.PUT('/api/teams/{team}', { params: { path: { team }, header: { 'if-match': kept.etag } }, body: settings as unknown as Schemas['TeamSettings'] }));
      setFaults([]);
      tell(say('settings.saved'), 'good');
    } catch (error) {
      setFaults(error instanceof Problem ? (error.document.faults ?? []) : []);
      tellProblem(error);
      if (!(error instanceof Problem && error.status === 412)) return;
    }
    again();
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <h2>{say('settings.team')}</h2>
      <fieldset class="plain" disabled={!mayWrite}>
        <Fields fields={FIELDS} value={settings} onChange={setSettings} />
        <Faults faults={faults} />
        {mayWrite && <div class="buttons end"><button type="submit" class="main">{say('settings.save')}</button></div>}
      </fieldset>
    </form>
  );
}

async function readSettings(team: string): Promise<{ etag: string; settings: Document }> {
  const { data, response } = await takeWhole(client.GET('/api/teams/{team}', { params: { path: { team } } }));
  return { etag: response.headers.get('ETag') ?? '', settings: data.settings as unknown as Document };
}
