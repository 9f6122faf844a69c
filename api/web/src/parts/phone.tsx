// A patient's phone number: pressed, it is called by whatever device or program calls numbers there.

import { say } from '../texts';
import { Mark } from './mark';
import './phone.css';

export function Phone({ number }: { number: string }) {
  return <a class="dial" href={`tel:${number.replace(/[^+\d]/g, '')}`}><Mark name="phone" size={16} /> {say('visit.call', { number })}</a>;
}
