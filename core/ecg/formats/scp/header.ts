// Section 1 of SCP-ECG: patient, device, time, filters, remarks, tag by tag.
import type { EcgPatient, EcgRecording } from '../../recording.ts';
import { isoDate, isoTime } from '../dates.ts';
import { knownFilters } from '../filters.ts';
import { yearsOf } from '../person.ts';
import type { ProblemList } from '../refusal.ts';
import { ScpReader, scpText } from './bytes.ts';

const lastTag = 255;
const ageUnits = ['', 'a', 'mo', 'wk', 'd', 'h'];

interface Header {
  patient: EcgPatient;
  recordedAt: string | undefined;
  device: EcgRecording['device'];
  filters: EcgRecording['filters'];
  remarks: string[];
  /** Language support code for the texts of other sections. */
  language: number;
}

/** Values by tag; of tags that may repeat, all. */
function tagsOf(body: Uint8Array, problems: ProblemList): Map<number, Uint8Array[]> {
  const reader = new ScpReader(body);
  const tags = new Map<number, Uint8Array[]>();
  for (;;) {
    const tag = reader.u8();
    if (tag === undefined || tag === lastTag) break;
    const length = reader.u16();
    if (length === undefined || length > reader.left) {
      problems.add('SECTION_CUT', `section 1, tag ${tag}`, 'The value does not fit into the section');
      break;
    }
    const value = reader.take(length);
    tags.set(tag, [...(tags.get(tag) ?? []), value]);
  }
  return tags;
}

/** Year, month and day in four bytes; a year in the other byte order is no date, and never corrected silently. */
function dateOf(value: Uint8Array | undefined, where: string, problems: ProblemList): string | undefined {
  if (!value || value.length === 0) return undefined;
  const [low = 0, high = 0, month = 0, day = 0] = value;
  const year = low | (high << 8);
  if (year === 0 && month === 0 && day === 0) return undefined;
  const date = isoDate(year, month, day);
  if (!date) problems.add('DATE_INVALID', where, `${year}-${month}-${day} is no date`);
  return date;
}

function timeOf(value: Uint8Array | undefined, problems: ProblemList): string | undefined {
  if (!value) return undefined;
  const [hour = 99, minute = 99, second = 99] = value;
  const time = isoTime(hour, minute, second);
  if (!time) problems.add('DATE_INVALID', 'section 1, time of acquisition', `${[...value].join(':')} is no time`);
  return time;
}

/** Texts one after the other, each ended by NUL. */
function strings(bytes: Uint8Array, language: number): string[] {
  const made: string[] = [];
  let from = 0;
  for (let at = 0; at <= bytes.length && made.length < 8; at++) {
    if (at === bytes.length || bytes[at] === 0) {
      made.push(scpText(bytes.subarray(from, at), language));
      from = at + 1;
    }
  }
  return made;
}

/** Tag 14: 36 fixed bytes, then analysing program, serial number, system software, SCP software, manufacturer. */
function deviceOf(value: Uint8Array | undefined, language: number): EcgRecording['device'] {
  if (!value || value.length < 14) return undefined;
  const model = scpText(value.subarray(8, 14), language);
  const [, serial, software, , manufacturer] = strings(value.subarray(36), language);
  const device = {
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serial && { serial }),
    ...(software && { software }),
  };
  return Object.keys(device).length > 0 ? device : undefined;
}

function filtersOf(tags: Map<number, Uint8Array[]>): EcgRecording['filters'] {
  const word = (tag: number): number | undefined => new ScpReader(tags.get(tag)?.[0] ?? new Uint8Array()).u16();
  const hundredths = word(27);
  const lowPassHz = word(28);
  const bits = tags.get(29)?.[0]?.[0] ?? 0;
  const notchHz = bits & 1 ? 60 : bits & 2 ? 50 : undefined;
  return knownFilters({ highPassHz: hundredths && hundredths / 100, lowPassHz, notchHz });
}

export function readHeader(body: Uint8Array, problems: ProblemList): Header {
  const tags = tagsOf(body, problems);
  const language = tags.get(14)?.[0]?.[16] ?? 0;
  const text = (tag: number) => scpText(tags.get(tag)?.[0] ?? new Uint8Array(), language);
  const name = [text(0), text(1)].filter(Boolean).join(' ');
  const id = text(2);
  const sexCode = tags.get(8)?.[0]?.[0];
  const sex = sexCode === 1 ? 'male' : sexCode === 2 ? 'female' : undefined;
  const birthDate = dateOf(tags.get(5)?.[0], 'section 1, date of birth', problems);
  const age = new ScpReader(tags.get(4)?.[0] ?? new Uint8Array());
  const ageValue = age.u16();
  const ageUnit = ageUnits[age.u8() ?? 0];
  const ageYears = ageUnit ? yearsOf(ageValue, ageUnit) : undefined;
  const date = dateOf(tags.get(25)?.[0], 'section 1, date of acquisition', problems);
  const time = timeOf(tags.get(26)?.[0], problems);
  return {
    patient: {
      ...(id && { id }),
      ...(name && { name }),
      ...(sex && { sex }),
      ...(birthDate && { birthDate }),
      ...(ageYears !== undefined && { ageYears }),
    },
    recordedAt: date && (time ? `${date}T${time}` : date),
    device: deviceOf(tags.get(14)?.[0], language),
    filters: filtersOf(tags),
    // Diagnosis, free text and medical history.
    remarks: [13, 30, 35]
      .flatMap((tag) => (tags.get(tag) ?? []).map((value) => scpText(value, language)))
      .filter(Boolean),
    language,
  };
}
