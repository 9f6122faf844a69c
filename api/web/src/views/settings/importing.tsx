// Tables laid on the registry: tried first, with all that is wrong in them, then written whole.

import { client, fileAt, take, type Schemas } from '../../client/client';
import { skillWord } from '../../model/skills';
import { sent } from '../../model/uploads';
import { Dialog } from '../../parts/dialog';
import { Faults } from '../../parts/faults';
import { useTriedFile } from '../../parts/tried_file';
import { say } from '../../texts';
import { NAMES } from './sections';

type Told = Schemas['ImportedRegistry'];

const SECTIONS = ['staff', 'cars', 'patients'] as const;

export function Importing({ team, onClose, onDone }: { team: string; onClose: () => void; onDone: () => void }) {
  const { tried, faults, busy, choose, keep } = useTriedFile((file, dry) => lay(team, file, dry));
  const written = tried?.written;
  return (
    <Dialog wide title={say('settings.import')} onClose={written ? onDone : onClose}>
      <div class="form" aria-busy={busy}>
        <p class="muted">{say('settings.import.how')} <a href={fileAt(`/api/teams/${encodeURIComponent(team)}/registry.xlsx`)} download>{say('settings.import.export')}</a></p>
        {!written && <label>{say('morning.upload.file')}<input type="file" multiple accept=".xlsx,.zip,.csv,.tsv" onChange={(event) => choose(event.currentTarget.files)} /></label>}
        {busy && !tried && <p role="status">{say('settings.import.reading')}</p>}
        <Faults faults={faults} />
        {tried && <Preview told={tried} />}
        <div class="buttons">
          {written
            ? <button type="button" class="main" onClick={onDone}>{say('shell.close')}</button>
            : <><button type="button" onClick={onClose}>{say('shell.cancel')}</button><button type="button" class="main" disabled={busy || !tried} onClick={() => keep()}>{say('settings.import.write')}</button></>}
        </div>
      </div>
    </Dialog>
  );
}

/** What the tables would do, or have done, section by section. */
function Preview({ told }: { told: Told }) {
  return (
    <div role="status">
      <p>{say(told.written ? 'settings.import.written' : 'settings.import.right')}</p>
      <table>
        <thead><tr><th scope="col">{say('settings.import.section')}</th><th scope="col">{say('settings.import.made')}</th><th scope="col">{say('settings.import.changed')}</th><th scope="col">{say('settings.import.same')}</th></tr></thead>
        <tbody>{SECTIONS.map((one) => <tr key={one}><th scope="row">{say(NAMES[one])}</th><td>{told[one].made}</td><td>{told[one].changed}</td><td>{told[one].same}</td></tr>)}</tbody>
      </table>
      {told.doubts.length > 0 && (
        <>
          <p class="missing">{say('settings.import.doubts')}</p>
          <ul>{told.doubts.map(({ staff, code, value, meant }) => <li key={`${staff} ${code}`}><bdi>{staff}</bdi>: {say(`settings.import.${code}`, { value: value ?? '' })} {meant && say('settings.import.meant', { key: meant, word: skillWord(meant) })}</li>)}</ul>
        </>
      )}
    </div>
  );
}

async function lay(team: string, file: File, dry: boolean): Promise<Told> {
  return take(client.POST('/api/teams/{team}/imports', { ...sent(file), params: { path: { team }, query: { dry_run: dry } } }));
}
