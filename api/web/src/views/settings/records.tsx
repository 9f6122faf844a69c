// A section of the registry: searched, added to, changed and taken from.

import { useState } from 'preact/hooks';
import { compareNames } from '../../model/names';
import { Dialog } from '../../parts/dialog';
import { useAlone, useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { tell } from '../../state/notices';
import { say } from '../../texts';
import { Homes } from './homes';
import { Importing } from './importing';
import { readKnown } from './known';
import { RecordDialog } from './record_dialog';
import { type Entry, NAMES, readAll, removeRecord, type Section, tellOf } from './sections';

type Open = { kind: 'edit'; entry: Entry | null } | { kind: 'remove'; entry: Entry } | { kind: 'import' };

export function Records({ team, section, mayWrite }: { team: string; section: Section; mayWrite: boolean }) {
  const asked = useAsked(() => readAll(team, section), [team, section]);
  const askedKnown = useAsked(() => readKnown(team), [team]);
  const [{ value: entries, again }, { value: known }] = [asked, askedKnown];
  const [sought, setSought] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  if (entries === null || known === null) return <Waiting asked={[asked, askedKnown]} />;
  const shown = entries.filter((one) => `${one.key} ${tellOf(section, one.record)}`.toLowerCase().includes(sought.trim().toLowerCase())).sort((one, other) => compareNames(one.key, other.key));
  const close = () => setOpen(null);
  const edit = (key: string) => {
    const entry = entries.find((one) => one.key === key);
    if (entry && mayWrite) setOpen({ kind: 'edit', entry });
  };
  const done = () => { close(); again(); };
  return (
    <>
      <div class="above">
        <h2>{say(NAMES[section])} <span class="muted">{entries.length}</span></h2>
        <input type="search" aria-label={say('settings.search')} placeholder={say('settings.search')} value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        {mayWrite && <button type="button" onClick={() => setOpen({ kind: 'import' })}>{say('settings.import')}</button>}
        {mayWrite && <button type="button" class="main" onClick={() => setOpen({ kind: 'edit', entry: null })}>{say('settings.new')}</button>}
      </div>
      {section === 'patients' && <Homes entries={shown} roads={known.within?.roads ?? null} onPress={edit} />}
      <table>
        <thead><tr><th scope="col">{say('settings.key')}</th><th scope="col">{say('settings.about')}</th><th scope="col"><span class="visually-hidden">{say('settings.do')}</span></th></tr></thead>
        <tbody>{shown.map((one) => <Row key={one.key} entry={one} about={tellOf(section, one.record)} onOpen={mayWrite ? setOpen : null} />)}</tbody>
      </table>
      {shown.length === 0 && <p class="muted">{say(entries.length === 0 ? 'settings.empty' : 'search.none')}</p>}
      {open?.kind === 'edit' && <RecordDialog team={team} section={section} entry={open.entry} known={known} onClose={close} onSaved={done} />}
      {open?.kind === 'import' && <Importing team={team} onClose={close} onDone={() => { done(); askedKnown.again(); }} />}
      {open?.kind === 'remove' && <Removing entry={open.entry} onClose={close} onSure={() => removeRecord(team, section, open.entry).then(() => { tell(say('settings.deleted'), 'good'); done(); })} />}
    </>
  );
}

function Row({ entry, about, onOpen }: { entry: Entry; about: string; onOpen: ((open: Open) => void) | null }) {
  return (
    <tr>
      <th scope="row"><bdi>{entry.key}</bdi></th>
      <td><bdi>{about}</bdi></td>
      <td class="do">{onOpen && (
        <>
          <button type="button" aria-label={`${say('settings.edit')}: ${entry.key}`} onClick={() => onOpen({ kind: 'edit', entry })}>{say('settings.edit')}</button>
          <button type="button" class="danger" aria-label={`${say('settings.delete')}: ${entry.key}`} onClick={() => onOpen({ kind: 'remove', entry })}>{say('settings.delete')}</button>
        </>
      )}</td>
    </tr>
  );
}

function Removing({ entry, onClose, onSure }: { entry: Entry; onClose: () => void; onSure: () => Promise<void> }) {
  const { busy, alone } = useAlone();
  return (
    <Dialog title={say('settings.delete.title')} onClose={onClose}>
      <p><bdi>{entry.key}</bdi>: {say('settings.delete.sure')}</p>
      <div class="buttons"><button type="button" onClick={onClose}>{say('shell.cancel')}</button><button type="button" class="danger" disabled={busy} onClick={() => alone(onSure)}>{say('settings.delete')}</button></div>
    </Dialog>
  );
}
