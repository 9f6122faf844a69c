import { explain } from '../state/notices';
import { say } from '../texts';
import type { Asked } from './use';

/** What stands where something is still to come: that it is on its way, or why it does not come, with another try. */
export function Waiting({ asked }: { asked: readonly Pick<Asked<unknown>, 'problem' | 'again'>[] }) {
  const failed = asked.filter((one) => one.problem !== null);
  const [first] = failed;
  if (!first?.problem) return <p class="waiting">{say('shell.loading')}</p>;
  return (
    <div class="waiting" role="alert">
      <p><bdi>{explain(first.problem)}</bdi></p>
      <p><button type="button" onClick={() => { for (const one of failed) one.again(); }}>{say('shell.retry')}</button></p>
    </div>
  );
}
