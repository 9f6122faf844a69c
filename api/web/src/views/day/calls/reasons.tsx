import { say } from '../../../texts';

/** Why nobody can take a call, and what would help; it waits, and is tried again by itself. */
export function Reasons({ reasons }: { reasons: readonly Readonly<Record<string, unknown>>[] }) {
  return (
    <div class="reasons">
      <p><strong>{say('offers.none')}</strong> {say('offers.waits')}</p>
      <ul>
        {reasons.map(({ text, would_help: help }) => (
          <li key={String(text)}><bdi>{String(text)}</bdi>{typeof help === 'string' && <span class="muted"> {help}</span>}</li>
        ))}
      </ul>
    </div>
  );
}
