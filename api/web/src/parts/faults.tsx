import type { Schemas } from '../client/client';
import { say } from '../texts';

/** Everything that is wrong with an input: where, why, and what to do about it. */
export function Faults({ faults }: { faults: readonly Schemas['FaultDocument'][] }) {
  if (faults.length === 0) return null;
  return (
    <div class="faults" role="alert">
      <h3>{say('faults.title', { n: faults.length })}</h3>
      <table>
        <thead><tr><th scope="col">{say('faults.file')}</th><th scope="col">{say('faults.row')}</th><th scope="col">{say('faults.field')}</th><th scope="col">{say('faults.cause')}</th><th scope="col">{say('faults.action')}</th></tr></thead>
        <tbody>
          {faults.map((one) => (
            <tr key={`${one.file ?? ''} ${one.row ?? ''} ${one.field ?? ''} ${one.code}`}>
              <td><bdi>{one.file}</bdi></td><td>{one.row}</td><td><bdi>{one.field}</bdi></td><td><bdi>{one.cause}</bdi></td><td><bdi>{one.action}</bdi></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
