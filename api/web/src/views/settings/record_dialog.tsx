// A record being written: what is wrong with it is told field by field, and who came in between is not run over.

import { useRef, useState } from 'preact/hooks';
import type { Document } from '../../model/fields';
import { formOf, recordOf } from '../../model/record_form';
import { Dialog } from '../../parts/dialog';
import { Faults } from '../../parts/faults';
import { Sure } from '../../parts/sure';
import { say } from '../../texts';
import { nameField } from './field_words';
import { Fields } from './form';
import { blankOf, fieldsOf, withoutHidden } from './kinds';
import type { Known } from './known';
import { useSaving } from './saving';
import { type Entry, type Section, writeRecord } from './sections';
import { Stale } from './stale';

interface Props {
  team: string;
  section: Section;
  entry: Entry | null;
  known: Known;
  onClose: () => void;
  onSaved: () => void;
}

interface Theirs {
  etag: string;
  record: Document;
}

export function RecordDialog({ team, section, entry, known, onClose, onSaved }: Props) {
  const [record, setRecord] = useState<Document>(formOf(entry?.record ?? blankOf(section, known)));
  const [key, setKey] = useState(entry?.key ?? '');
  const { busy, faults, theirs, save, takeOver } = useSaving<Theirs>(entry?.etag ?? null, (etag) => writeRecord(team, section, key, recordOf(record), etag), onSaved);
  const typed = useRef(false);
  const [leaving, setLeaving] = useState(false);
  const mayClose = () => {
    if (!typed.current) return true;
    // What stands in a box is kept once it is left: nobody has left this one yet.
    document.activeElement?.dispatchEvent(new Event('change', { bubbles: true }));
    setLeaving(true);
    return false;
  };
  const isHidden = record['place'] === null;
  const fields = isHidden ? withoutHidden(fieldsOf(section, known)) : fieldsOf(section, known);
  return (
    <>
      <Dialog wide title={entry?.key ?? say('settings.new')} onClose={onClose} mayClose={mayClose}>
        <form onInput={() => { typed.current = true; }} onSubmit={(event) => { event.preventDefault(); save(); }}>
          {!entry && <div class="form"><label>{say('settings.key')}<input required maxLength={40} value={key} onInput={(event) => setKey(event.currentTarget.value)} /></label></div>}
          {isHidden && <p class="muted">{say('settings.hidden')}</p>}
          <Fields fields={fields} value={record} onChange={(changed) => { typed.current = true; setRecord(changed as Document); }} />
          <Faults faults={faults} name={(field) => nameField(fields, field)} />
          {theirs && <Stale onTheirs={() => { setRecord(formOf(theirs.record)); takeOver(); }} onMine={() => save(theirs.etag)} />}
          <div class="buttons end"><button type="button" onClick={() => { if (mayClose()) onClose(); }}>{say('shell.cancel')}</button><button type="submit" class="main" disabled={busy}>{say('settings.save')}</button></div>
        </form>
      </Dialog>
      {leaving && <Sure title={say('settings.leave.title')} label={say('settings.leave')} act={onClose} onClose={() => setLeaving(false)}>{say('settings.leave.what')}</Sure>}
    </>
  );
}
