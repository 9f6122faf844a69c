// A place by its address, which brings its coordinates, or by coordinates alone.

import { useState } from 'preact/hooks';
import type { Spot } from '../../model/call_form';
import { type Json, readTyped, showTyped, valueAt, type Within, withValue } from '../../model/fields';
import { findAddresses, readCoordinates, suggestBeside } from '../../parts/addresses';
import { Combobox } from '../../parts/combobox';
import { say } from '../../texts';

interface Props {
  at: string;
  label: string;
  within: Within | null;
  required: boolean;
  value: Json;
  onChange: (value: Json) => void;
}

export function PlaceField({ at, label, within, required, value, onChange }: Props) {
  const { told, doubt, confirm } = useDoubt(value);
  const write = (name: string, found: Json) => withValue(value, [name], found);
  const take = (spot: Spot | null) => {
    if (spot?.kind !== 'point') return;
    confirm();
    onChange(['lat', 'lon'].reduce((place: Json, name) => withValue(place, [name], spot[name as 'lat']), write('address', spot.address ?? null)));
  };
  return (
    <fieldset class="place">
      <legend>{say('settings.place')}</legend>
      <Combobox<Spot> label={label} hint={say(within ? 'settings.place.help' : 'settings.place.no_roads')} required={false} text={showTyped(valueAt(value, ['address']))} onText={(text) => { doubt(text); onChange(write('address', text === '' ? null : text)); }} onTake={take} suggest={(text, show) => suggestBeside(readCoordinates(text), async (known) => [...known, ...(await findAddresses(text, within))], show)} />
      {(['lat', 'lon'] as const).map((name) => (
        <label key={name} data-field={at + name}>{say(`settings.${name}`)}
          <input type="number" step="any" required={required} value={showTyped(valueAt(value, [name]))} onChange={(event) => { confirm(); onChange(write(name, readTyped('number', event.currentTarget.value))); }} />
        </label>
      ))}
      {told !== null && <label class="row doubt"><input type="checkbox" required /> {say('settings.place.doubt', { address: told })}</label>}
    </fieldset>
  );
}

/** Which address the coordinates are of, where another was typed since: that they stay has to be meant. */
function useDoubt(place: Json): { told: string | null; doubt: (text: string) => void; confirm: () => void } {
  const [doubted, setDoubted] = useState<{ of: string; typed: string } | null>(null);
  const address = showTyped(valueAt(place, ['address']));
  const of = doubted?.typed === address ? doubted.of : address;
  return {
    told: of === address || address === '' ? null : of,
    doubt: (typed) => setDoubted(of !== '' && valueAt(place, ['lat']) !== null ? { of, typed } : null),
    confirm: () => setDoubted(null),
  };
}
