// What a proposal breaks, and which wishes it does not meet, in the service's words.

import type { Schemas } from '../../../client/client';
import { nameVisits } from '../../../model/naming';
import { day, preview } from '../../../state/day';
import { say } from '../../../texts';

export function Faults({ faults: { hard, soft } }: { faults: Schemas['Faults'] }) {
  const named = preview.value ?? day.value;
  return (
    <>
      {hard.length > 0 && (
        <section class="faults hard" role="alert">
          <h3>{say('proposal.hard', { n: hard.length })}</h3>
          <ul>{hard.map((fault) => <li key={fault.text}><bdi>{nameVisits(fault.text, fault.visits, named)}</bdi></li>)}</ul>
        </section>
      )}
      {soft.length > 0 && (
        <details class="faults soft">
          <summary>{say('proposal.soft', { n: soft.length })}</summary>
          <ul>{soft.map((fault) => <li key={fault.text}><bdi>{nameVisits(fault.text, fault.visits, named)}</bdi></li>)}</ul>
        </details>
      )}
    </>
  );
}
