// A day out of a file instead of the registry: tried first, with all that is wrong in it, then kept.

import { client, take, type Schemas } from '../../client/client';
import { longDate } from '../../model/figures';
import { mediaType, sent } from '../../model/uploads';
import { Faults } from '../../parts/faults';
import { useTriedFile } from '../../parts/tried_file';
import { tell } from '../../state/notices';
import { say } from '../../texts';

interface Props {
  date: string;
  onKept: (day: string) => void;
  onBack: () => void;
}

type Tried = Schemas['TriedDay'] | Schemas['DayEntry'];

export function Uploading({ date, onKept, onBack }: Props) {
  const { tried, faults, busy, choose, keep } = useTriedFile((file, dry) => upload(file, date, dry));
  const kept = (told: Tried) => {
    if (!('id' in told)) return;
    tell(say('morning.upload.kept', { holds: holds(told) }), 'good');
    onKept(told.id);
  };
  return (
    <section class="card uploading" aria-busy={busy}>
      <h2>{say('morning.upload.title')}</h2>
      <p class="muted">{say('morning.upload.how')}</p>
      <label>{say('morning.upload.file')}<input type="file" multiple accept=".xlsx,.zip,.csv,.tsv,.json" onChange={(event) => choose(event.currentTarget.files)} /></label>
      <Faults faults={faults} />
      {tried && <p role="status">{say('morning.upload.tried', { holds: holds(tried) })}</p>}
      <div class="buttons">
        <button type="button" onClick={onBack}>{say('morning.back')}</button>
        <button type="button" class="main" disabled={busy || !tried} onClick={() => keep(kept)}>{say('morning.upload.keep')}</button>
      </div>
    </section>
  );
}

function holds({ date, visits, patients, cars, staff }: Tried): string {
  return say('morning.upload.holds', { date: longDate(date), visits, patients, cars, staff });
}

async function upload(file: File, date: string, dry: boolean): Promise<Tried> {
  if (mediaType(file.name) === 'application/json') return take(client.POST('/api/days', { ...sent(file), params: { query: { dry_run: dry } } }));
  return take(client.POST('/api/imports', { ...sent(file), params: { query: { dry_run: dry, date } } }));
}
