// The sections of the registry: where each is kept, and what is told of its records.

import { client, take, takeWhole, type Schemas } from '../../client/client';
import type { Document } from '../../model/fields';
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

export interface Kept {
  etag: string;
  settings: Document;
}

export async function readSettings(team: string): Promise<Kept> {
  const { data, response } = await takeWhole(client.GET('/api/teams/{team}', { params: { path: { team } } }));
  return { etag: response.headers.get('ETag') ?? '', settings: data.settings as unknown as Document };
}

/** What of a record is shown beside its key. */
export function tellOf(section: Section, record: Document): string {
  const lists = (name: string) => (Array.isArray(record[name]) ? (record[name] as readonly Document[]) : []);
  if (section === 'staff') return [record['name'], skillWord(String(record['profession'])), ...(lists('skills') as unknown as readonly string[]).map(skillWord)].filter(Boolean).join(', ');
  if (section === 'cars') return [say(`mode.${String(record['mode']) as 'car'}`), ...new Set(lists('shifts').flatMap((one) => one['crew'] as readonly string[]))].join(', ');
  const place = record['place'] as Document | null;
  return [place === null ? say('morning.protected') : place['address'], say('settings.needs.count', { n: lists('needs').length })].filter(Boolean).join(', ');
}

export const NAMES: Readonly<Record<Section, Key>> = { staff: 'settings.staff', cars: 'settings.cars', patients: 'settings.patients' };
