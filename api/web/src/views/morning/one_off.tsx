// A visit of this day alone.

import { makeOneOff, type Morning } from '../../model/morning';
import { skillWord } from '../../model/skills';
import { Dialog } from '../../parts/dialog';
import { say } from '../../texts';
import { change, wanted } from './work';

export function OneOffDialog({ found, onClose }: { found: Morning; onClose: () => void }) {
  const skills = [...new Set(found.staff.flatMap((one) => one.skills))].sort();
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const tell = (name: string) => String(form.get(name) ?? '');
    const taken = new Set([...found.day.visits, ...wanted.value.extra].map((one) => one.id));
    const visit = makeOneOff(taken, { patient: tell('patient'), minutes: Number(tell('minutes')), start: tell('start'), end: tell('end'), skills: form.getAll('skill').map(String), mandatory: form.has('mandatory') });
    change({ extra: [...wanted.value.extra, visit] });
    onClose();
  };
  return (
    <Dialog title={say('morning.add.title')} onClose={onClose}>
      <form class="form" onSubmit={add}>
        <label>{say('morning.patient')}
          <select name="patient" required>{found.day.patients.map((one) => <option key={one.id} value={one.id}>{one.id}</option>)}</select>
        </label>
        <label>{say('morning.minutes')}<input name="minutes" type="number" min={1} max={600} value={30} required /></label>
        <div class="pair">
          <label>{say('morning.from')}<input name="start" type="time" /></label>
          <label>{say('morning.until')}<input name="end" type="time" /></label>
        </div>
        {skills.length > 0 && (
          <fieldset>
            <legend>{say('morning.skills')}</legend>
            {skills.map((skill) => <label key={skill} class="row"><input type="checkbox" name="skill" value={skill} /> <bdi>{skillWord(skill)}</bdi></label>)}
          </fieldset>
        )}
        <label class="row"><input type="checkbox" name="mandatory" /> {say('morning.mandatory.long')}</label>
        <div class="buttons"><button type="button" onClick={onClose}>{say('shell.cancel')}</button><button type="submit" class="main">{say('morning.add.confirm')}</button></div>
      </form>
    </Dialog>
  );
}
