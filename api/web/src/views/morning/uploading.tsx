// A day out of tables instead of the registry: tried first, with all that is wrong in it, then kept.

import { useState } from 'preact/hooks';
import { client, take, type Schemas } from '../../client/client';
import { Problem } from '../../client/problem';
import { longDate } from '../../model/figures';
import { Faults } from '../../parts/faults';
import { tellProblem } from '../../state/notices';
import { say } from '../../texts';

interface Props {
  date: string;
  onKept: (day: string) => void;
  onBack: () => void;
}

type Tried = Schemas['TriedDay'] | Schemas['DayEntry'];

const KINDS = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', zip: 'application/zip' } as const;

export function Uploading({ date, onKept, onBack }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const [faults, setFaults] = useState<readonly Schemas['FaultDocument'][]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (chosen: File, dry: boolean): Promise<void> => {
    setBusy(true);
    setFaults([]);
    try {
      const told = await upload(chosen, date, dry);
      if ('id' in told) onKept(told.id);
      else setTried(told);
    } catch (error) {
      setTried(null);
      if (error instanceof Problem && error.document.faults?.length) setFaults(error.document.faults);
      else tellProblem(error);
    }
    setBusy(false);
  };
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setTried(null);
    void send(chosen, true);
  };
  return (
    <section class="card uploading" aria-busy={busy}>
      <h2>{say('morning.upload.title')}</h2>
      <p class="muted">{say('morning.upload.how')}</p>
      <label>{say('morning.upload.file')}<input type="file" accept=".xlsx,.zip" onChange={(event) => choose(event.currentTarget.files?.[0])} /></label>
      <Faults faults={faults} />
      {tried && <p role="status">{say('morning.upload.tried', { date: longDate(tried.date), visits: tried.visits, cars: tried.cars })}</p>}
      <div class="buttons">
        <button type="button" onClick={onBack}>{say('morning.back')}</button>
        <button type="button" class="main" disabled={busy || !tried} onClick={() => { if (file) void send(file, false); }}>{say('morning.upload.keep')}</button>
      </div>
    </section>
  );
}

async function upload(file: File, date: string, dry: boolean): Promise<Tried> {
  const kind = file.name.toLowerCase().split('.').pop();
  const type = kind === 'zip' ? KINDS.zip : KINDS.xlsx;
  const options = { params: { query: { dry_run: dry, date } }, headers: { 'Content-Type': type }, bodySerializer: (body: unknown) => body as BodyInit };
  return take(client.POST('/api/imports', { ...options, body: file as unknown as string }));
}
