// The offers for a call, the best first: looked at with the pointer or the arrows, taken with Enter.

import { useEffect, useState } from 'preact/hooks';
import { useAsked } from '../../../parts/use';
import { Waiting } from '../../../parts/waiting';
import { clock } from '../../../model/figures';
import { findAgain } from '../../../model/offers';
import { instant } from '../../../model/told';
import { choose, day, now, preview } from '../../../state/day';
import { hear } from '../../../state/feed';
import { triedAt } from '../../../state/tried';
import { language, say } from '../../../texts';
import { Panel } from '../panel';
import { close, type Task } from '../task';
import { tried } from '../why/experiments';
import { Reasons } from '../why/reasons';
import { Tried } from '../why/tried';
import { OfferCard } from './offer_card';
import { applyOffer, lookAt, nameOf, offerAnew, readCall, showOffers, withdraw, type Call, type Offer } from './taking';
import { Unplaced } from './unplaced';
import '../proposals/proposals.css';
import '../why/why.css';
import './calls.css';

export function OffersPanel({ task }: { task: Task }) {
  const key = task['call'] ?? '';
  const asked = useAsked(() => readCall(key), [key, language.value]);
  const { value: call, again } = asked;
  useEffect(() => hear(({ kind, document }) => { if (kind === 'reset' || (kind === 'call' && document['call'] === key)) again(); }), [key]);
  if (!call || call.id !== key) return <Panel title={say('offers.title')}><Waiting asked={[asked]} /></Panel>;
  return (
    <Panel title={`${say('offers.title')}: ${nameOf(call)}`} note={say(`call.state.${call.state as 'offered'}`)}>
      <AsOf call={call} />
      <Unplaced patient={String(call.call['patient'])} but={call.visit} />
      {call.offers[0] ? <Offers call={call} best={call.offers[0]} /> : <Nobody call={call} />}
      <p class="buttons">
        <button type="button" onClick={() => void offerAnew(call.id).then((made) => { if (made) { showOffers(made); again(); } })}>{say('offers.anew')}</button>
        <button type="button" onClick={close}>{say('offers.wait')}</button>
        <button type="button" class="danger" onClick={() => void withdraw(call).then(close)}>{say('offers.withdraw')}</button>
      </p>
    </Panel>
  );
}

/** Why nobody can take a call, and what would help; it waits, and is tried again by itself. */
function Nobody({ call }: { call: Call }) {
  const board = day.value?.board;
  if (!board) return null;
  return (
    <>
      <p><strong>{say('offers.none')}</strong> {say('offers.waits')}</p>
      <Reasons board={board} visit={call.visit} reasons={call.reasons} call={call.id} />
      {tried.value?.visit === call.visit && <Tried tried={tried.value} board={board} who={nameOf(call)} />}
    </>
  );
}

/** In a day that is tried out as of a later time, when the places were looked for. */
function AsOf({ call: { as_of } }: { call: Call }) {
  if (triedAt === null || !as_of || !day.value || instant(as_of) >= now.value) return null;
  return <p class="hint" role="status">{say('offers.as_of', { time: clock(instant(as_of), day.value.board.timezone) })}</p>;
}

/** They are made anew while somebody looks at them: what is chosen is a place, whatever number it has by then. */
function Offers({ call, best }: { call: Call; best: Offer }) {
  const [wanted, setWanted] = useState<Offer | null>(null);
  const [hovered, setHovered] = useState<Offer | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = findAgain(call.offers, wanted) ?? best;
  const shown = findAgain(call.offers, hovered) ?? chosen;
  const isCurrent = call.state === 'offered' && call.base_version === day.value?.board.version;
  useEffect(() => isCurrent && !busy ? lookAt(call, shown) : undefined, [shown, isCurrent, busy]);
  useEffect(() => () => { preview.value = null; }, []);
  const use = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    if (await applyOffer(call, chosen)) leaveFor(call.visit);
    setBusy(false);
  };
  const press = (event: KeyboardEvent) => {
    const offer = call.offers[Number(event.key) - 1];
    if (offer) setWanted(offer);
  };
  return (
    <form class="offers" data-keys onSubmit={(event) => void use(event)} onKeyDown={press}>
      <fieldset>
        <legend class="visually-hidden">{say('offers.title')}</legend>
        {call.offers.map((offer, at) => (
          <OfferCard key={offer.car} offer={offer} number={at + 1} chosen={chosen === offer} onChoose={() => setWanted(offer)} onHover={(on) => setHovered(on ? offer : null)} />
        ))}
      </fieldset>
      {call.estimated_times && <p class="hint">{say('offers.estimated')}</p>}
      <p class="buttons"><button type="submit" class="main" disabled={busy || !isCurrent}>{say('offers.use', { n: call.offers.indexOf(chosen) + 1 })}</button> <span class="hint for-keys">{say('offers.keys')}</span></p>
    </form>
  );
}

/** Close the panel and go to the visit that was placed, which is what comes next for whoever placed it. */
function leaveFor(visit: string): void {
  close();
  choose({ visit });
  focusOn(`.timeline .block[data-visit="${CSS.escape(visit)}"]`, FRAMES);
}

/** So many frames a placed visit may take to be painted. */
const FRAMES = 60;

/** Focus what is painted soon, until it has kept the focus for a frame. */
function focusOn(selector: string, frames: number): void {
  const found = document.querySelector<HTMLElement>(selector);
  if (frames === 0 || (found && document.activeElement === found)) return;
  found?.focus();
  requestAnimationFrame(() => focusOn(selector, frames - 1));
}
