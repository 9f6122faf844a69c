// The morning: from what is due to a published plan, on one page.

import { useEffect, useState } from 'preact/hooks';
import { client, take } from '../../client/client';
import { isDate, nextWorkingDay } from '../../model/dates';
import { useAsked } from '../../parts/use';
import { Waiting } from '../../parts/waiting';
import { go, place } from '../../router';
import { hear } from '../../state/feed';
import { bind } from '../../state/keys';
import { tellProblem } from '../../state/notices';
import { language, say } from '../../texts';
import { Choosing } from './choosing';
import { Looking } from './looking';
import { Planning } from './planning';
import { Result } from './result';
import { Uploading } from './uploading';
import { isNew, keepDay, openMorning, undo } from './work';
import '../../parts/fields.css';
import './morning.css';

export function MorningView() {
  const asked = useAsked(() => take(client.GET('/api/teams')), [language.value]);
  const here = place.value;
  const teams = asked.value;
  if (teams === null || here.view !== 'morning') return <Waiting asked={[asked]} />;
  const own = teams.filter((one) => one.permissions.includes('plans:make'));
  const team = own.find((one) => one.key === here.team) ?? own[0];
  if (!team) return <p class="waiting">{say('morning.no_team')}</p>;
  const date = isDate(here.date) ? here.date : nextWorkingDay(new Date(), team.timezone);
  const turn = (key: string, to: string) => go(`/morning/${encodeURIComponent(key)}/${to}`);
  return (
    <section class="page morning">
      <Choosing teams={own} team={team.key} date={date} onChoose={turn} />
      <Work key={`${team.key} ${date}`} team={team.key} date={date} />
    </section>
  );
}

type Stage = { name: 'look' } | { name: 'upload' } | { name: 'plan'; day: string } | { name: 'result'; plan: string };

/** The steps of one team's morning. */
function Work({ team, date }: { team: string; date: string }) {
  const [stage, setStage] = useState<Stage>({ name: 'look' });
  const [keeping, setKeeping] = useState(false);
  const opening = useAsked(() => openMorning(team, date), [team, date]);
  useEffect(() => hear((news) => void isNew(news, team, date).then((is) => { if (is) opening.again(); })), [team, date]);
  const plan = () => {
    if (keeping || stage.name !== 'look') return;
    setKeeping(true);
    keepDay(team, date).then((day) => setStage({ name: 'plan', day }), tellProblem).finally(() => setKeeping(false));
  };
  useEffect(() => (stage.name === 'look' ? bind([
    { key: 'p', label: say('morning.plan'), act: plan },
    { key: 'z', label: say('morning.undo'), act: undo },
  ]) : undefined), [stage, keeping, language.value]);
  const back = () => setStage({ name: 'look' });
  switch (stage.name) {
    case 'look':
      return <Looking opening={opening} onPlan={plan} busy={keeping} onUpload={() => setStage({ name: 'upload' })} onOpen={(made) => setStage({ name: 'result', plan: made })} />;
    case 'upload':
      return <Uploading date={date} onKept={(day) => setStage({ name: 'plan', day })} onBack={back} />;
    case 'plan':
      return <Planning day={stage.day} onMade={(made) => setStage({ name: 'result', plan: made })} onBack={back} />;
    case 'result':
      return <Result plan={stage.plan} onStale={opening.again} onBack={() => { opening.again(); back(); }} />;
  }
}
