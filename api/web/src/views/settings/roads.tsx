import { client, take } from '../../client/client';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { say, sayIfKnown } from '../../texts';

/** The road networks that days are planned on. */
export function Roads() {
  const asked = useAsked(() => take(client.GET('/api/roads')), []);
  const networks = asked.value;
  if (networks === null) return <Waiting asked={[asked]} />;
  return (
    <>
      <h2>{say('settings.roads')}</h2>
      <table>
        <thead><tr><th scope="col">{say('settings.name')}</th><th scope="col">{say('settings.mode')}</th><th scope="col">{say('settings.source')}</th></tr></thead>
        <tbody>{networks.map((one) => <tr key={one.name}><th scope="row">{one.name}</th><td>{sayIfKnown(`mode.${one.mode}`, one.mode)}</td><td>{one.made ? say('settings.made') : one.attribution}</td></tr>)}</tbody>
      </table>
    </>
  );
}
