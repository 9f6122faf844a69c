import type { Schemas } from '../client/client';
import { say } from '../texts';

interface Props {
  faults: readonly Schemas['FaultDocument'][];
  /** Of what is written in a form, which has no files and rows: what a field is called there. */
  name?: (field: string) => string;
}

/** Everything that is wrong with an input: where, why, and what to do about it. */
export function Faults({ faults, name }: Props) {
  if (faults.length === 0) return null;
  return (
    <div class="faults" role="alert">
      <h3>{say('faults.title', { n: faults.length })}</h3>
      <table>
        <thead><tr>{!name && <><th scope="col">{say('faults.file')}</th><th scope="col">{say('faults.row')}</th></>}<th scope="col">{say('faults.field')}</th><th scope="col">{say('faults.cause')}</th><th scope="col">{say('faults.action')}</th></tr></thead>
        <tbody>
          {faults.map((one) => (
            <tr key={`${one.file ?? ''} ${one.row ?? ''} ${one.field ?? ''} ${one.code}`}>
              {!name && <><td><bdi>{one.file}</bdi></td><td>{one.row}</td></>}<td><bdi>{name ? name(one.field ?? '') : one.field}</bdi></td><td id={name && `fault-${one.field}`}><bdi>{one.cause}</bdi></td><td><bdi>{one.action}</bdi></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
