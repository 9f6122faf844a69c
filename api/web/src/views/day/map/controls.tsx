// The buttons on the map: every drag and wheel has one beside it.

import { chosenCar, day } from '../../../state/day';
import { longDate } from '../../../model/figures';
import { say } from '../../../texts';
import type { DayMap } from './day_map';
import { Legend } from './legend';
import { savePicture } from './picture';

const PAN_SHARE = 0.25;

export function Controls({ map }: { map: () => DayMap | null }) {
  const button = (label: string, sign: string, act: (on: DayMap) => void, { off = false, area = '' } = {}) => (
    <button type="button" class={area} title={label} aria-label={label} disabled={off} onClick={() => { const on = map(); if (on) act(on); }}>{sign}</button>
  );
  const car = chosenCar.value;
  return (
    <div class="controls" role="group" aria-label={say('map.controls')}>
      <div class="stack">
        {button(say('map.zoom_in'), '+', (on) => on.zoom(1))}
        {button(say('map.zoom_out'), '−', (on) => on.zoom(-1))}
        {button(say('map.fit_all'), '⤢', (on) => on.fitAll())}
        {button(say('map.fit_car'), '◎', (on) => { if (car) on.fitCar(car); }, { off: car === null })}
      </div>
      <details class="more">
        <summary aria-label={say('map.more')} title={say('map.more')}>⋯</summary>
        <div class="sheet">
          <div class="pad" role="group" aria-label={say('map.pan')}>
            {button(say('map.pan_up'), '↑', (on) => on.pan(0, -PAN_SHARE), { area: 'up' })}
            {button(say('map.pan_left'), '←', (on) => on.pan(-PAN_SHARE, 0), { area: 'left' })}
            {button(say('map.pan_right'), '→', (on) => on.pan(PAN_SHARE, 0), { area: 'right' })}
            {button(say('map.pan_down'), '↓', (on) => on.pan(0, PAN_SHARE), { area: 'down' })}
          </div>
          <button type="button" onClick={() => { const on = map(); if (on) void save(on); }}>{say('map.save')}</button>
          <Legend />
        </div>
      </details>
    </div>
  );
}

async function save(map: DayMap): Promise<void> {
  const board = day.value?.board;
  if (!board) return;
  const told = [board.team_name, longDate(board.date), board.made ? `${say('map.made')}, ${say('map.made_credit')}` : (board.attribution ?? '')];
  await savePicture(map.canvases(), { name: `hemrutt-${board.team}-${board.date}.png`, caption: told.filter(Boolean).join(' · ') });
}
