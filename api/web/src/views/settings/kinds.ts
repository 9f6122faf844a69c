// The fields of each kind of record, the common ones first; what is seldom needed is folded.

import type { Choice, Document, Field, Path, Within } from '../../model/fields';
import { ANYWHERE, BACK } from '../../model/record_form';
import { skillWord } from '../../model/skills';
import { say } from '../../texts';
import type { Known } from './known';
import type { Section } from './sections';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const ABSENCES = ['ill', 'child_ill', 'leave', 'parental', 'course', 'other'] as const;
const PRICES = ['driving', 'waiting', 'lateness', 'overtime', 'continuity', 'balance', 'worst_lateness', 'idle', 'moved', 'shifted'] as const;

const RHYTHM: Document = { from: null, until: null, weekdays: [], every_weeks: 1, every_days: 1 };
const WINDOW: Document = { start: '08:00', end: '16:00', soft_start: null, soft_end: null };
const SHIFT: Document = { start: '07:00', end: '16:00', max_overtime_min: 0 };
const CAR_SHIFT: Document = { ...RHYTHM, shift: null, breaks: null, crew: [] };
const NEED: Document = {
  ...RHYTHM, id: '', kind: 'home', duration_min: 30, setup_min: 0, priority: 1, mandatory: false, skills: [], times: [{ windows: [WINDOW] }],
  crew_size: 1, together: [], gap_min_min: 0, gap_max_min: null, cars_allowed: null, cars_refused: [], demand: [],
};

const BLANK: Readonly<Record<Section, Document>> = {
  staff: { profession: 'nurse', skills: [], languages: [], works: [], absences: [] },
  cars: { mode: 'car', start: null, max_visits: null, capacity: {}, out_of_service: [] },
  patients: { place: { lat: null, lon: null, address: null }, max_visits_per_day: 3, contact_staff: [], refused_staff: [], hospital: [], needs: [] },
};

/** What a record is before anything is filled in. */
export function blankOf(section: Section, known: Known): Document {
  return section === 'cars' ? { ...BLANK.cars, shifts: [carShift(known)] } : BLANK[section];
}

/** The fields of a section, with what there is to choose from. */
export function fieldsOf(section: Section, known: Known): readonly Field[] {
  if (section === 'staff') return staffFields(known);
  return section === 'cars' ? carFields(known) : patientFields(known);
}

/** The fields that are left where one may not see where somebody lives: the service keeps what is hidden, and that it is protected. */
export function withoutHidden(fields: readonly Field[]): readonly Field[] {
  return fields.filter((one) => !['place', 'phone', 'protected'].includes(String(one.path[0])));
}

/** The fields of what all days of a team have in common. */
export function teamFields(within: Within | null, roads: readonly string[]): readonly Field[] {
  return [
    { kind: 'text', label: 'settings.name', path: ['name'], required: true },
    { kind: 'choice', label: 'settings.roads', path: ['roads'], of: choose(roads, String) },
    { kind: 'own', label: 'settings.team_shift', path: ['shift'], fields: shift(), blank: SHIFT },
    breaks(['breaks']),
    { kind: 'rows', label: 'settings.bases', path: ['bases'], blank: { id: '', lat: null, lon: null, address: null }, fields: [
      { kind: 'text', label: 'settings.key', path: ['id'], required: true },
      { kind: 'place', label: 'settings.address', path: [], required: true, within }] },
    { kind: 'choice', label: 'settings.preset', path: ['weights', 'preset'], required: true, help: 'settings.preset.help', of: choose(['balanced', 'continuity', 'shortest'], (one) => say(`preset.${one as 'balanced'}`)) },
    { kind: 'choice', label: 'settings.traffic', path: ['rules', 'traffic'], required: true, help: 'settings.traffic.help', of: choose(['free', 'usual'], (one) => say(`traffic.${one as 'free'}`)) },
    { kind: 'check', label: 'settings.winter', path: ['rules', 'winter'], help: 'settings.winter.help' },
    { kind: 'minutes', label: 'settings.patient_gap', path: ['rules', 'min_gap_same_patient_min'], required: true },
    more([{ kind: 'text', label: 'settings.timezone', path: ['timezone'], required: true }, ...prices()], { timezone: 'Europe/Stockholm' }, 'settings.prices.more'),
  ];
}

function staffFields({ skills }: Known): readonly Field[] {
  return [
    { kind: 'text', label: 'settings.name', path: ['name'] },
    { kind: 'skill', label: 'settings.profession', path: ['profession'], required: true, of: skills },
    { kind: 'skills', label: 'settings.skills', path: ['skills'], of: skills },
    { kind: 'words', label: 'settings.languages', path: ['languages'] },
    { kind: 'rows', label: 'settings.works', path: ['works'], help: 'settings.works.help', fields: [weekdays(), more(rhythm(), RHYTHM)], blank: RHYTHM },
    { kind: 'rows', label: 'settings.absences', path: ['absences'], blank: { kind: 'ill', from: '', until: null }, fields: [
      { kind: 'choice', label: 'settings.absence', path: ['kind'], required: true, of: choose(ABSENCES, (one) => say(`absence.${one as 'ill'}`)) }, ...spell()] },
  ];
}

/** Where the team has no hours to go by, a car begins with its own. */
function carShift({ hasShift }: Known): Document {
  return hasShift ? CAR_SHIFT : { ...CAR_SHIFT, shift: SHIFT };
}

function carFields(known: Known): readonly Field[] {
  const { staff, bases, hasShift } = known;
  const ends = [{ value: BACK, label: say('settings.end.back') }, { value: ANYWHERE, label: say('settings.end.anywhere') }, ...bases];
  return [
    { kind: 'choice', label: 'settings.mode', path: ['mode'], required: true, of: choose(['car', 'bike', 'walk'], (one) => say(`mode.${one as 'car'}`)) },
    { kind: 'choice', label: 'settings.car_start', path: ['start'], help: 'settings.car_start.help', of: bases },
    { kind: 'choice', label: 'settings.car_end', path: ['end'], required: true, of: ends },
    { kind: 'rows', label: 'settings.shifts', path: ['shifts'], blank: carShift(known), fields: [
      weekdays(),
      { kind: 'own', label: 'settings.own_shift', path: ['shift'], fields: shift(), blank: SHIFT, ...(!hasShift && { help: 'settings.own_shift.needed' } as const) },
      { kind: 'own', label: 'settings.own_breaks', path: ['breaks'], fields: [breaks([])], blank: [] },
      { kind: 'choices', label: 'settings.crew', path: ['crew'], of: staff },
      more(rhythm(), RHYTHM)] },
    { kind: 'rows', label: 'settings.out_of_service', path: ['out_of_service'], blank: { from: '', until: null, note: null }, fields: [...spell(), { kind: 'text', label: 'settings.note', path: ['note'] }] },
    more([
      { kind: 'number', label: 'settings.max_visits', path: ['max_visits'], max: 1000, help: 'settings.max_visits.help' },
      amounts('settings.capacity', 'settings.capacity.help', ['capacity'])], { capacity: [] }),
  ];
}

function patientFields(known: Known): readonly Field[] {
  return [
    { kind: 'place', label: 'settings.address', path: ['place'], required: true, within: known.within },
    { kind: 'phone', label: 'settings.phone', path: ['phone'] },
    { kind: 'check', label: 'settings.protected', path: ['protected'] },
    { kind: 'date', label: 'settings.enrolled_from', path: ['enrolled_from'] },
    { kind: 'date', label: 'settings.enrolled_until', path: ['enrolled_until'] },
    { kind: 'rows', label: 'settings.hospital', path: ['hospital'], blank: { from: '', until: null }, fields: spell() },
    { kind: 'choices', label: 'settings.contact_staff', path: ['contact_staff'], of: known.staff, help: 'settings.contact_staff.help' },
    { kind: 'rows', label: 'settings.needs', path: ['needs'], blank: NEED, fields: needFields(known) },
    more([
      { kind: 'choices', label: 'settings.refused_staff', path: ['refused_staff'], of: known.staff, help: 'settings.refused_staff.help' },
      { kind: 'number', label: 'settings.max_visits_per_day', path: ['max_visits_per_day'], required: true, max: 1000 }], BLANK.patients),
  ];
}

function needFields(known: Known): readonly Field[] {
  const skills = choose(known.skills, skillWord);
  return [
    { kind: 'text', label: 'settings.need', path: ['id'], required: true },
    { kind: 'choice', label: 'settings.kind', path: ['kind'], required: true, of: choose(['home', 'phone', 'video'], (one) => say(`kind.${one as 'home'}`)) },
    { kind: 'minutes', label: 'morning.minutes', path: ['duration_min'], required: true },
    { kind: 'number', label: 'settings.priority', path: ['priority'], required: true, max: 100, help: 'settings.priority.help' },
    { kind: 'check', label: 'settings.mandatory', path: ['mandatory'] },
    weekdays(),
    { kind: 'rows', label: 'settings.times', path: ['times'], blank: { windows: [WINDOW] }, fields: [
      { kind: 'rows', label: 'settings.windows', path: ['windows'], blank: WINDOW, fields: windowFields(), help: 'settings.windows.help' }] },
    { kind: 'choices', label: 'morning.skills', path: ['skills'], of: skills },
    more([
      ...rhythm(),
      { kind: 'number', label: 'settings.crew_size', path: ['crew_size'], required: true, min: 1, max: 10, help: 'settings.crew_size.help' },
      { kind: 'minutes', label: 'settings.setup', path: ['setup_min'], required: true, help: 'settings.setup.help' },
      { kind: 'minutes', label: 'settings.gap_min', path: ['gap_min_min'], required: true, help: 'settings.gap.help' },
      { kind: 'minutes', label: 'settings.gap_max', path: ['gap_max_min'] },
      { kind: 'rows', label: 'settings.together', path: ['together'], blank: [], help: 'settings.together.help', fields: [{ kind: 'choices', label: 'morning.skills', path: [], of: skills }] },
      { kind: 'choices', label: 'settings.cars_allowed', path: ['cars_allowed'], of: known.cars, none: null, help: 'settings.cars_allowed.help' },
      { kind: 'choices', label: 'settings.cars_refused', path: ['cars_refused'], of: known.cars },
      amounts('settings.demand', 'settings.demand.help', ['demand'])], NEED),
  ];
}

function windowFields(): readonly Field[] {
  return [
    { kind: 'time', label: 'settings.earliest', path: ['start'], required: true },
    { kind: 'time', label: 'settings.latest', path: ['end'], required: true },
    { kind: 'time', label: 'settings.soft_start', path: ['soft_start'] },
    { kind: 'time', label: 'settings.soft_end', path: ['soft_end'] },
  ];
}

const choose = (values: readonly string[], label: (value: string) => string): Choice[] => values.map((value) => ({ value, label: label(value) }));
const weekdays = (): Field => ({ kind: 'choices', label: 'settings.weekdays', path: ['weekdays'], of: choose(WEEKDAYS, (one) => say(`weekday.${one as 'mon'}`)) });
const more = (fields: readonly Field[], usual: Document, label: Field['label'] = 'settings.more'): Field => ({ kind: 'more', label, path: [], fields, usual });

function rhythm(): readonly Field[] {
  return [
    { kind: 'date', label: 'settings.from', path: ['from'] },
    { kind: 'date', label: 'settings.until', path: ['until'] },
    { kind: 'number', label: 'settings.every_weeks', path: ['every_weeks'], required: true, min: 1, max: 52, help: 'settings.every.help' },
    { kind: 'number', label: 'settings.every_days', path: ['every_days'], required: true, min: 1, max: 366, help: 'settings.every.help' },
  ];
}

function spell(): readonly Field[] {
  return [{ kind: 'date', label: 'settings.from', path: ['from'], required: true }, { kind: 'date', label: 'settings.until', path: ['until'] }];
}

function shift(): readonly Field[] {
  return [
    { kind: 'time', label: 'settings.start', path: ['start'], required: true },
    { kind: 'time', label: 'settings.end', path: ['end'], required: true },
    { kind: 'minutes', label: 'settings.overtime', path: ['max_overtime_min'], required: true },
  ];
}

function breaks(path: Path): Field {
  return { kind: 'rows', label: 'settings.breaks', path, blank: { earliest: '11:00', latest: '13:00', duration_min: 30 }, fields: [
    { kind: 'time', label: 'settings.earliest', path: ['earliest'], required: true },
    { kind: 'time', label: 'settings.latest', path: ['latest'], required: true },
    { kind: 'minutes', label: 'morning.minutes', path: ['duration_min'], required: true }] };
}

function amounts(label: Field['label'], help: Field['label'], path: Path): Field {
  return { kind: 'rows', label, path, help, blank: { name: '', amount: 1 }, fields: [
    { kind: 'text', label: 'settings.load', path: ['name'], required: true },
    { kind: 'number', label: 'settings.amount', path: ['amount'], required: true, max: 1_000_000 }] };
}

function prices(): readonly Field[] {
  return PRICES.map((one) => ({ kind: 'number', label: `price.${one}`, path: ['weights', 'prices', one], max: 1_000_000 }) as const);
}
