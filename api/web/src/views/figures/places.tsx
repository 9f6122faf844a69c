import type { Season } from '../../model/season';
import { minutes, number, percent } from '../../model/figures';
import { say } from '../../texts';

/** Whether people are served alike wherever they live: a row with bars for each municipality. */
export function Places({ places }: { places: Season['places'] }) {
  if (places.length === 0) return null;
  const longest = Math.max(...places.map((one) => one.drive_min ?? 0), 1);
  return (
    <section class="card" aria-labelledby="places">
      <h2 id="places">{say('figures.places')}</h2>
      <table class="places">
        <thead><tr><th scope="col">{say('figures.place')}</th><th scope="col">{say('figures.visits')}</th><th scope="col">{say('figures.left_out')}</th><th scope="col">{say('figures.drive_each')}</th><th scope="col">{say('figures.wait')}</th></tr></thead>
        <tbody>
          {places.map((one) => (
            <tr key={one.code}>
              <th scope="row">{one.name}</th>
              {one.few ? <td colSpan={4} class="muted">{say('figures.few')}</td> : (
                <>
                  <td>{one.visits === null ? '–' : number(one.visits)}</td>
                  <td>{one.unassigned === null ? '–' : percent(one.unassigned, 1)}</td>
                  <td>{one.drive_min === null ? '–' : <><span class="bar" style={{ width: `${(one.drive_min / longest) * 90}px` }} /> {minutes(one.drive_min * 60)}</>}</td>
                  <td>{one.wait_min === null ? '–' : minutes(one.wait_min * 60)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
