// What is said of a plan that is not published: what waits for that, and which plan is in force meanwhile.

import { Sure } from '../../../parts/sure';
import { day } from '../../../state/day';
import { say } from '../../../texts';
import { ending, live, putInForce } from './life';

export function Draft() {
  const beside = live.value;
  const given = ending.value;
  if (day.value?.board.state !== 'proposed') return null;
  return (
    <>
      <p class="draft">
        {say('life.draft')} {beside && <>{say(beside.gives_way ? 'morning.replaces' : 'morning.begun')} <a href={`/plans/${beside.id}`}>{say('morning.open_live')}</a></>}
      </p>
      {given && (
        <Sure title={say('morning.publish_instead')} label={say('morning.publish_instead')} act={() => void putInForce(given)} onClose={() => { ending.value = null; }}>
          {say('life.ends', { n: given.visits_planned, left: given.visits_unassigned })}
        </Sure>
      )}
    </>
  );
}
