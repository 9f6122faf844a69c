// An urgent call as it is taken: who and where first, Enter sends.

import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Urgency } from '../../../model/ageing';
import { CALL_KINDS, EMPTY, makeCall, spotAt, type CallForm, type Spot } from '../../../model/call_form';
import { nightAfter } from '../../../model/times';
import { Combobox } from '../../../parts/combobox';
import { TimeField } from '../../../parts/time_field';
import { day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { say, sayIfKnown } from '../../../texts';
import { offerPlaces, pickPlace, picking } from '../map/picking';
import { pin } from '../map/pins';
import { Panel } from '../panel';
import { Doubt } from './doubt';
import { takeCall } from './taking';
import { Unplaced } from './unplaced';
import { findSpot, patientAt, suggestSpots } from './where';
import '../proposals/proposals.css';
import './calls.css';

const URGENCIES: readonly Urgency[] = ['now', 'soon', 'today'];

export function CallPanel() {
  const [form, setForm] = useState<CallForm>(EMPTY);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<CallForm>) => setForm((before) => ({ ...before, ...part }));
  const hold = (spot: Spot) => { setText(spot.label); change({ spot }); };
  const send = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    void findAndTake(form, text).finally(() => setBusy(false));
  };
  const pick = async () => {
    const point = await pickPlace();
    if (point) hold(spotAt(point));
  };
  // What is pressed on the map while a call is taken is where it is for; but who was told is never changed by looking around.
  const isOpen = form.spot ? form.spot.kind === 'point' : text.trim() === '';
  useLayoutEffect(() => (isOpen ? offerPlaces((hit, point) => hold(patientAt(hit) ?? spotAt(point))) : undefined), [isOpen]);
  useEffect(() => {
    pin('call', form.spot?.kind === 'point' ? [{ id: '', lat: form.spot.lat, lon: form.spot.lon, text: '', tone: 'plain' }] : []);
  }, [form.spot]);
  useEffect(() => () => { pin('call', []); picking.value?.(null); }, []);
  return (
    <Panel title={say('call.title')}>
      <form class="call" onSubmit={(event) => void send(event)}>
        <Combobox<Spot> label={say('call.where')} hint={say('call.where.hint')} required={form.kind === 'home'} suggest={suggestSpots} text={text} onText={setText} onTake={(spot) => change({ spot })} />
        <p class="buttons"><button type="button" onClick={() => void pick()}>{say('call.pick')}</button></p>
        {form.spot?.kind === 'patient' && <Unplaced patient={form.spot.patient} />}
        <fieldset>
          <legend>{say('call.kind')}</legend>
          <div class="segments">
            {CALL_KINDS.map((one) => <label key={one} class="segment"><input type="radio" name="kind" checked={form.kind === one} onChange={() => change({ kind: one })} /> {say(`kind.${one}`)}</label>)}
          </div>
        </fieldset>
        <fieldset>
          <legend>{say('call.urgency')}</legend>
          <div class="segments">
            {URGENCIES.map((one) => <label key={one} class={`segment ${one}`}><input type="radio" name="urgency" checked={form.urgency === one} onChange={() => change({ urgency: one })} /> {say(`urgency.${one}`)}</label>)}
          </div>
        </fieldset>
        <div class="three">
          <label>{say('call.minutes')}<input type="number" min={1} max={600} required value={form.minutes} onInput={(event) => change({ minutes: Number(event.currentTarget.value) })} /></label>
          <TimeField label={say('call.earliest')} value={form.earliest} onTime={(earliest) => change({ earliest })} night={nightFor(form.earliest)} />
          <TimeField label={say('call.latest')} value={form.latest} onTime={(latest) => change({ latest })} night={nightFor(form.latest)} />
        </div>
        <Choices label={say('call.skills')} of={skillsOfDay()} chosen={form.skills} name={(skill) => sayIfKnown(`skill.${skill}`, skill)} onChange={(skills) => change({ skills })} />
        <details>
          <summary>{say('call.more')}</summary>
          <label>{say('call.crew_size')}<input type="number" min={1} max={4} value={form.crewSize} onInput={(event) => change({ crewSize: Number(event.currentTarget.value) })} /></label>
          {form.spot?.kind !== 'patient' && <Choices label={say('call.preferred')} of={staffOfDay().map((one) => one.id)} chosen={form.preferred} name={(id) => staffOfDay().find((one) => one.id === id)?.name ?? id} onChange={(preferred) => change({ preferred })} />}
        </details>
        <p class="buttons"><button type="submit" class="main" disabled={busy}>{busy ? say('call.searching') : say('call.find')}</button></p>
      </form>
      <Doubt />
    </Panel>
  );
}

function nightFor(time: string): string | null {
  return day.value && nightAfter(time, day.value.board);
}

async function findAndTake(form: CallForm, text: string): Promise<void> {
  const spot = form.spot ?? (text.trim() === '' ? null : await findSpot(text));
  if (!spot && (form.kind === 'home' || text.trim() !== '')) return tell(say('call.where_unknown'), 'bad');
  await takeCall(makeCall(form, spot));
}

interface ChoicesProps {
  label: string;
  of: readonly string[];
  chosen: readonly string[];
  name: (one: string) => string;
  onChange: (chosen: readonly string[]) => void;
}

function Choices({ label, of, chosen, name, onChange }: ChoicesProps) {
  if (of.length === 0) return null;
  const toggle = (one: string) => onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <fieldset>
      <legend>{label}</legend>
      <div class="choices">{of.map((one) => <label key={one} class="row"><input type="checkbox" checked={chosen.includes(one)} onChange={() => toggle(one)} /> <bdi>{name(one)}</bdi></label>)}</div>
    </fieldset>
  );
}

function skillsOfDay(): string[] {
  const board = day.value?.board;
  const known = [...(board?.cars ?? []).flatMap((car) => car.crew), ...(board?.visits ?? [])].flatMap((one) => one.skills);
  return [...new Set(known)].sort();
}

function staffOfDay() {
  return (day.value?.board.cars ?? []).flatMap((car) => car.crew);
}
