import { clock, shortDate } from '../../model/figures';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An instant as the service writes it, in words; nothing where there is none. */
export function momentText(text: string | null): string {
  if (text === null) return '–';
  const at = Date.parse(text) / 1000;
  return `${shortDate(at, HERE)} ${clock(at, HERE)}`;
}
