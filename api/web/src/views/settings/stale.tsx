import { say } from '../../texts';

/** That somebody else has written the same meanwhile: theirs are taken, or one's own written over them. */
export function Stale({ onTheirs, onMine }: { onTheirs: () => void; onMine: () => void }) {
  return (
    <div class="faults" role="alert">
      <p>{say('settings.stale')}</p>
      <button type="button" onClick={onTheirs}>{say('settings.theirs')}</button> <button type="button" onClick={onMine}>{say('settings.mine')}</button>
    </div>
  );
}
