// The sections of the registry: where each is kept, and which fields its records have.

import { client, take, type Schemas } from '../../client/client';
import type { Document, Field } from '../../model/fields';
import { skillWord } from '../../model/skills';
import { say, type Key } from '../../texts';

export type Section = 'staff' | 'cars' | 'patients';

export interface Entry {
  key: string;
  etag: string;
  record: Document;
}

/** Read all records of a section, page by page. */
export async function readAll(team: string, section: Section): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: { records: unknown; next: string | null } = await readPage(team, section, after);
    found.push(...(page.records as Entry[]));
    after = page.next;
  }
  return found;
}

function readPage(team: string, section: Section, after: string): Promise<{ records: unknown; next: string | null }> {
  const params = { path: { team }, query: { after } };
  if (section === 'staff') return take(client.GET('/api/teams/{team}/staff', { params }));
  if (section === 'cars') return take(client.GET('/api/teams/{team}/cars', { params }));
  return take(client.GET('/api/teams/{team}/patients', { params }));
}

/** Write a record; one that is there with the ETag that was seen. */
export async function writeRecord(team: string, section: Section, key: string, record: Document, etag: string | null): Promise<void> {
  const params = { path: { team, key }, ...(etag ? { header: { 'if-match': etag } } : {}) };
  if (section === 'staff') await take(client.PUT('/api/teams/{team}/staff/{key}', { params, body: record as unknown as Schemas['StaffRecord'] }));
  else if (section === 'cars') await take(client.PUT('/api/teams/{team}/cars/{key}', { params, body: record as unknown as Schemas['CarRecord'] }));
  else await take(client.PUT('/api/teams/{team}/patients/{key}', { params, body: record as unknown as Schemas['ShownPatient'] as never }));
}

export async function removeRecord(team: string, section: Section, { key, etag }: Entry): Promise<void> {
  const params = { path: { team, key }, header: { 'if-match': etag } };
  if (section === 'staff') await take(client.DELETE('/api/teams/{team}/staff/{key}', { params }));
  else if (section === 'cars') await take(client.DELETE('/api/teams/{team}/cars/{key}', { params }));
  else await take(client.DELETE('/api/teams/{team}/patients/{key}', { params }));
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ABSENCES = ['ill', 'child_ill', 'leave', 'parental', 'course', 'other'] as const;

const choose = (values: readonly string[], label: (value: string) => string) => values.map((value) => ({ value, label: label(value) }));
const weekdays = (): Field => ({ kind: 'choices', label: 'settings.weekdays', path: ['weekdays'], of: choose(WEEKDAYS, (one) => say(`weekday.${one as 'mon'}`)) });
const spell = (): readonly Field[] => [
  { kind: 'date', label: 'settings.from', path: ['from'], required: true },
  { kind: 'date', label: 'settings.until', path: ['until'] },
];
const span = (path: readonly (string | number)[]): readonly Field[] => [
  { kind: 'time', label: 'settings.start', path: [...path, 'start'] },
  { kind: 'time', label: 'settings.end', path: [...path, 'end'] },
];

/** What a section's records can refer to. */
export interface Known {
  staff: readonly { value: string; label: string }[];
  skills: readonly string[];
}

/** The fields of a section, with what there is to choose from. */
export function fieldsOf(section: Section, known: Known): readonly Field[] {
  const skills = choose(known.skills, skillWord);
  if (section === 'staff') return [
    { kind: 'text', label: 'settings.name', path: ['name'] },
    { kind: 'text', label: 'settings.profession', path: ['profession'], required: true },
    { kind: 'words', label: 'settings.skills', path: ['skills'] },
    { kind: 'rows', label: 'settings.works', path: ['works'], fields: [weekdays()], blank: { weekdays: [] } },
    { kind: 'rows', label: 'settings.absences', path: ['absences'], blank: { kind: 'ill', from: '', until: null }, fields: [
      { kind: 'choice', label: 'settings.absence', path: ['kind'], required: true, of: choose(ABSENCES, (one) => say(`absence.${one as 'ill'}`)) }, ...spell()] },
  ];
  if (section === 'cars') return [
    { kind: 'choice', label: 'settings.mode', path: ['mode'], required: true, of: choose(['car', 'bike', 'walk'], (one) => say(`mode.${one as 'car'}`)) },
    { kind: 'rows', label: 'settings.shifts', path: ['shifts'], blank: { weekdays: [], crew: [] }, fields: [
      weekdays(), ...span(['shift']), { kind: 'choices', label: 'settings.crew', path: ['crew'], of: known.staff }] },
    { kind: 'rows', label: 'settings.out_of_service', path: ['out_of_service'], blank: { from: '', until: null, note: null }, fields: [...spell(), { kind: 'text', label: 'settings.note', path: ['note'] }] },
  ];
  return [
    { kind: 'text', label: 'settings.address', path: ['place', 'address'] },
    { kind: 'degrees', label: 'settings.lat', path: ['place', 'lat'], required: true },
    { kind: 'degrees', label: 'settings.lon', path: ['place', 'lon'], required: true },
    { kind: 'text', label: 'settings.phone', path: ['phone'] },
    { kind: 'check', label: 'settings.protected', path: ['protected'] },
    { kind: 'date', label: 'settings.enrolled_from', path: ['enrolled_from'] },
    { kind: 'date', label: 'settings.enrolled_until', path: ['enrolled_until'] },
    { kind: 'rows', label: 'settings.hospital', path: ['hospital'], blank: { from: '', until: null }, fields: spell() },
    { kind: 'choices', label: 'settings.contact_staff', path: ['contact_staff'], of: known.staff },
    { kind: 'rows', label: 'settings.needs', path: ['needs'], blank: { id: '', duration_min: 30, weekdays: [], times: [{ windows: [{ start: '08:00', end: '16:00' }] }], skills: [] }, fields: [
      { kind: 'text', label: 'settings.need', path: ['id'], required: true },
      { kind: 'number', label: 'morning.minutes', path: ['duration_min'], required: true },
      weekdays(),
      { kind: 'rows', label: 'settings.times', path: ['times'], blank: { windows: [{ start: '08:00', end: '16:00' }] }, fields: span(['windows', 0]) },
      { kind: 'choices', label: 'morning.skills', path: ['skills'], of: skills },
      { kind: 'check', label: 'settings.mandatory', path: ['mandatory'] },
      { kind: 'date', label: 'settings.from', path: ['from'] },
      { kind: 'date', label: 'settings.until', path: ['until'] }] },
  ];
}

/** The fields that are left where one may not see where somebody lives: the service keeps what is hidden, and that it is protected. */
export function withoutHidden(fields: readonly Field[]): readonly Field[] {
  return fields.filter((one) => !['place', 'phone', 'protected'].includes(String(one.path[0])));
}

export const BLANK: Readonly<Record<Section, Document>> = {
  staff: { profession: 'nurse', skills: [] },
  cars: { mode: 'car', shifts: [{ weekdays: [], crew: [] }] },
  patients: { place: { lat: null, lon: null }, needs: [] },
};

/** What of a record is shown beside its key. */
export function tellOf(section: Section, record: Document): string {
  const lists = (name: string) => (Array.isArray(record[name]) ? (record[name] as readonly Document[]) : []);
  if (section === 'staff') return [record['name'], skillWord(String(record['profession'])), ...(lists('skills') as unknown as readonly string[]).map(skillWord)].filter(Boolean).join(', ');
  if (section === 'cars') return [say(`mode.${String(record['mode']) as 'car'}`), ...new Set(lists('shifts').flatMap((one) => one['crew'] as readonly string[]))].join(', ');
  const place = record['place'] as Document | null;
  return [place === null ? say('morning.protected') : place['address'], say('settings.needs.count', { n: lists('needs').length })].filter(Boolean).join(', ');
}

export const NAMES: Readonly<Record<Section, Key>> = { staff: 'settings.staff', cars: 'settings.cars', patients: 'settings.patients' };
