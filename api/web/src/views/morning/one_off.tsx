// A visit of this day alone.

import { useState } from 'preact/hooks';
import { lastShiftEnd, makeOneOff, type Morning } from '../../model/morning';
import { compareNames } from '../../model/names';
import { skillWord } from '../../model/skills';
import { FormDialog } from '../../parts/form_dialog';
import { TimeField } from '../../parts/time_field';
import { say } from '../../texts';
import { change } from './work';

export function OneOffDialog({ found, onClose }: { found: Morning; onClose: () => void }) {
  const skills = [...new Set(found.staff.flatMap((one) => one.skills))].sort();
  const [start, setStart] = useState('');
  const [end, setEnd] = useState('');
  const isReversed = start !== '' && end !== '' && end < start;
  const add = async ({ patient = '', minutes }: Readonly<Record<string, string>>, form: FormData) => {
    const asked = { patient, minutes: Number(minutes), start, end, skills: form.getAll('skill').map(String), mandatory: form.has('mandatory') };
    const isKept = await change(({ extra }) => ({ extra: [...extra, makeOneOff(new Set([...found.day.visits, ...extra].map((one) => one.id)), asked, lastShiftEnd(found))] }));
    if (isKept) onClose();
  };
  return (
    <FormDialog title={say('morning.add.title')} label={say('morning.add.confirm')} send={add} onClose={onClose}>
      <label>{say('morning.patient')}
        <select name="patient" required>{found.day.patients.map((one) => one.id).sort(compareNames).map((id) => <option key={id} value={id}>{id}</option>)}</select>
      </label>
      <label>{say('morning.minutes')}<input name="minutes" type="number" min={1} max={600} defaultValue={30} required /></label>
      <div class="pair">
        <TimeField label={say('morning.from')} value={start} onTime={setStart} />
        <TimeField label={say('morning.until')} value={end} onTime={setEnd} wrong={isReversed ? say('morning.reversed') : ''} />
      </div>
      {skills.length > 0 && (
        <fieldset class="choices">
          <legend>{say('morning.skills')}</legend>
          {skills.map((skill) => <label key={skill} class="row"><input type="checkbox" name="skill" value={skill} /> <bdi>{skillWord(skill)}</bdi></label>)}
        </fieldset>
      )}
      <label class="row"><input type="checkbox" name="mandatory" /> {say('morning.mandatory.long')}</label>
    </FormDialog>
  );
}
