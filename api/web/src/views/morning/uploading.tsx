// A day out of a file instead of the registry: tried first, with all that is wrong in it, then kept.

import { client, take, type Schemas } from '../../client/client';
import { longDate } from '../../model/figures';
import { mediaType } from '../../model/uploads';
import { Faults } from '../../parts/faults';
import { useTriedFile } from '../../parts/tried_file';
import { say } from '../../texts';

interface Props {
  date: string;
  onKept: (day: string) => void;
  onBack: () => void;
}

type Tried = Schemas['TriedDay'] | Schemas['DayEntry'];

export function Uploading({ date, onKept, onBack }: Props) {
  const { tried, faults, busy, choose, keep } = useTriedFile((file, dry) => upload(file, date, dry));
  return (
    <section class="card uploading" aria-busy={busy}>
      <h2>{say('morning.upload.title')}</h2>
      <p class="muted">{say('morning.upload.how')}</p>
      <label>{say('morning.upload.file')}<input type="file" accept=".xlsx,.zip,.json" onChange={(event) => choose(event.currentTarget.files?.[0])} /></label>
      <Faults faults={faults} />
      {tried && <p role="status">{say('morning.upload.tried', { date: longDate(tried.date), visits: tried.visits, cars: tried.cars })}</p>}
      <div class="buttons">
        <button type="button" onClick={onBack}>{say('morning.back')}</button>
        <button type="button" class="main" disabled={busy || !tried} onClick={() => keep((told) => { if ('id' in told) onKept(told.id); })}>{say('morning.upload.keep')}</button>
      </div>
    </section>
  );
}

async function upload(file: File, date: string, dry: boolean): Promise<Tried> {
  const type = mediaType(file.name);
  const options = { headers: { 'Content-Type': type }, bodySerializer: (body: unknown) => body as BodyInit, body: file as never };
  if (type === 'application/json') return take(client.POST('/api/days', { ...options, params: { query: { dry_run: dry } } }));
  return take(client.POST('/api/imports', { ...options, params: { query: { dry_run: dry, date } } }));
}
