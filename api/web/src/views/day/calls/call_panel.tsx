// An urgent call as it is taken: who and where first, Enter sends.

import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Urgency } from '../../../model/ageing';
import { CALL_KINDS, EMPTY, isEmpty, makeCall, spotAt, type CallForm, type Spot } from '../../../model/call_form';
import { nightAfter } from '../../../model/times';
import { Combobox } from '../../../parts/combobox';
import { TimeField } from '../../../parts/time_field';
import { useAlone } from '../../../parts/use';
import { day } from '../../../state/day';
import { tell } from '../../../state/notices';
import { say, sayIfKnown } from '../../../texts';
import { offerPlaces, pickPlace, picking } from '../map/picking';
import { pin } from '../map/pins';
import { Panel } from '../panel';
import { unsent } from '../task';
import { Choices, Segments } from './choosing';
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
  const { busy, alone } = useAlone();
  const change = (part: Partial<CallForm>) => setForm((before) => ({ ...before, ...part }));
  const hold = (spot: Spot) => { setText(spot.label); change({ spot }); };
  const isBegun = text.trim() !== '' || !isEmpty(form);
  useMapFor(form.spot, text, hold);
  useLayoutEffect(() => {
    unsent.value = isBegun;
    return () => { unsent.value = false; };
  }, [isBegun]);
  return (
    <Panel title={say('call.title')}>
      <form class="call" data-unsent={isBegun || undefined} onSubmit={(event) => { event.preventDefault(); alone(() => findAndTake(form, text)); }}>
        <Combobox<Spot> label={say('call.where')} hint={say('call.where.hint')} required={form.kind === 'home'} suggest={suggestSpots} text={text} onText={setText} onTake={(spot) => change({ spot })} />
        <p class="buttons"><button type="button" onClick={() => void pick(hold)}>{say('call.pick')}</button></p>
        {form.spot?.kind === 'patient' && <Unplaced patient={form.spot.patient} />}
        <Segments name="kind" of={CALL_KINDS} chosen={form.kind} onChange={(kind) => change({ kind })} />
        <Segments name="urgency" of={URGENCIES} chosen={form.urgency} onChange={(urgency) => change({ urgency })} />
        <Times form={form} change={change} />
        <Choices label={say('call.skills')} of={skillsOfDay()} chosen={form.skills} name={(skill) => sayIfKnown(`skill.${skill}`, skill)} onChange={(skills) => change({ skills })} />
        <More form={form} change={change} />
        <p class="buttons"><button type="submit" class="main" disabled={busy}>{busy ? say('call.searching') : say('call.find')}</button></p>
      </form>
      <Doubt />
    </Panel>
  );
}

/** Show a point that is called for on the map, and hold what is pressed there; but who was told is never changed by looking around. */
function useMapFor(spot: Spot | null, text: string, hold: (spot: Spot) => void): void {
  const isOpen = spot ? spot.kind === 'point' : text.trim() === '';
  useLayoutEffect(() => (isOpen ? offerPlaces((hit, point) => hold(patientAt(hit) ?? spotAt(point))) : undefined), [isOpen]);
  useEffect(() => {
    pin('call', spot?.kind === 'point' ? [{ id: '', lat: spot.lat, lon: spot.lon, text: '', tone: 'plain' }] : []);
  }, [spot]);
  useEffect(() => () => { pin('call', []); picking.value?.(null); }, []);
}

async function pick(hold: (spot: Spot) => void): Promise<void> {
  const point = await pickPlace();
  if (point) hold(spotAt(point));
}

interface PartProps {
  form: CallForm;
  change: (part: Partial<CallForm>) => void;
}

function Times({ form, change }: PartProps) {
  return (
    <div class="three">
      <label>{say('call.minutes')}<input type="number" min={1} max={600} required value={form.minutes} onInput={(event) => change({ minutes: Number(event.currentTarget.value) })} /></label>
      <TimeField label={say('call.earliest')} value={form.earliest} onTime={(earliest) => change({ earliest })} night={nightFor(form.earliest)} />
      <TimeField label={say('call.latest')} value={form.latest} onTime={(latest) => change({ latest })} night={nightFor(form.latest)} />
    </div>
  );
}

/** What is seldom asked: how many are needed, and who would be best. */
function More({ form, change }: PartProps) {
  const staff = new Map(staffOfDay().map((one) => [one.id, one.name]));
  return (
    <details>
      <summary>{say('call.more')}</summary>
      <label>{say('call.crew_size')}<input type="number" min={1} max={4} value={form.crewSize} onInput={(event) => change({ crewSize: Number(event.currentTarget.value) })} /></label>
      {form.spot?.kind !== 'patient' && <Choices label={say('call.preferred')} of={[...staff.keys()]} chosen={form.preferred} name={(id) => staff.get(id) ?? id} onChange={(preferred) => change({ preferred })} />}
    </details>
  );
}

function nightFor(time: string): string | null {
  return day.value && nightAfter(time, day.value.board);
}

async function findAndTake(form: CallForm, text: string): Promise<void> {
  const spot = form.spot ?? (text.trim() === '' ? null : await findSpot(text));
  if (!spot && (form.kind === 'home' || text.trim() !== '')) {
    document.querySelector<HTMLElement>('.call .combobox input')?.focus();
    return tell(say('call.where_unknown'), 'bad');
  }
  await takeCall(makeCall(form, spot));
}

function skillsOfDay(): string[] {
  const board = day.value?.board;
  const known = [...(board?.cars ?? []).flatMap((car) => car.crew), ...(board?.visits ?? [])].flatMap((one) => one.skills);
  return [...new Set(known)].sort();
}

function staffOfDay() {
  return (day.value?.board.cars ?? []).flatMap((car) => car.crew);
}
