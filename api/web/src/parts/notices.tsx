import { dismiss, notices } from '../state/notices';
import { say } from '../texts';

/** Notices at the edge of the page, read out as they come. */
export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((one) => (
        <div key={one.id} class={`notice ${one.tone}`}>
          <span>{one.text}</span>
          {one.actions.map(({ label, act }) => <button key={label} type="button" onClick={() => { act(); dismiss(one.id); }}>{label}</button>)}
          <button type="button" class="quiet" aria-label={say('shell.close')} onClick={() => dismiss(one.id)}>×</button>
        </div>
      ))}
    </div>
  );
}
