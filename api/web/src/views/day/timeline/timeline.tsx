import { day } from '../../../state/day';
import { say } from '../../../texts';

export function Timeline() {
  const open = day.value;
  if (!open) return null;
  return <section class="timeline" aria-label={say('day.timeline')} />;
}
