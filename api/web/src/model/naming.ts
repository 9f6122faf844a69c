// Visits named in the service's words as the page names them: by their patient and where that is.

import { placeBeside, type Day } from './board';

/** Put a visit's patient and place where a text has its id. */
export function nameVisits(text: string, visits: readonly string[], day: Day | null): string {
  return visits.reduce((said, id) => {
    const visit = day?.visits.get(id);
    if (!visit) return said;
    const name = [visit.who, placeBeside(visit)].filter(Boolean).join(' · ');
    const whole = new RegExp(`(?<![\\p{L}\\p{N}_-])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_-])`, 'gu');
    return said.replace(whole, () => name);
  }, text);
}
