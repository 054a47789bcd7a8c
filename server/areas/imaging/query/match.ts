// Attribute matching of DICOM queries (PS3.4 C.2.2.2) on the index: single value, list of UIDs, wildcard, range, universal.
import { type RawBuilder, sql } from 'kysely';
import type { Keyword } from '../../../../core/dicom/dictionary.ts';

export type QueryLevel = 'study' | 'series' | 'instance';

type Kind = 'text' | 'name' | 'uid' | 'range' | 'number' | 'modalities';

interface Column {
  level: QueryLevel;
  kind: Kind;
  column: string;
}

const column = (level: QueryLevel, kind: Kind, name: string): Column => ({ level, kind, column: name });

/** What can be matched. Keys outside of it are returned where they are known but do not narrow (C.2.2.2.3, optional keys). */
const columns: Partial<Record<Keyword, Column>> = {
  PatientName: column('study', 'name', 't.name_search'),
  PatientID: column('study', 'text', 't.patient_id'),
  IssuerOfPatientID: column('study', 'text', 't.issuer'),
  PatientBirthDate: column('study', 'range', 't.birth_date'),
  PatientSex: column('study', 'text', 't.sex'),
  StudyDate: column('study', 'range', 't.study_date'),
  StudyTime: column('study', 'range', 't.study_time'),
  AccessionNumber: column('study', 'text', 't.accession'),
  StudyID: column('study', 'text', 't.study_id'),
  StudyInstanceUID: column('study', 'uid', 't.uid'),
  StudyDescription: column('study', 'text', 't.description'),
  ReferringPhysicianName: column('study', 'text', 't.referring'),
  InstitutionName: column('study', 'text', 't.institution'),
  ModalitiesInStudy: column('study', 'modalities', 't.modalities'),
  Modality: column('series', 'text', 's.modality'),
  SeriesNumber: column('series', 'number', 's.number'),
  SeriesInstanceUID: column('series', 'uid', 's.uid'),
  SeriesDescription: column('series', 'text', 's.description'),
  BodyPartExamined: column('series', 'text', 's.body_part'),
  SOPInstanceUID: column('instance', 'uid', 'i.sop_uid'),
  SOPClassUID: column('instance', 'uid', 'i.sop_class'),
  InstanceNumber: column('instance', 'number', 'i.number'),
};

const order: readonly QueryLevel[] = ['study', 'series', 'instance'];

/** `*` and `?` to LIKE; everything else is taken literally. */
export function likePattern(value: string): string {
  return value
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

const hasWildcard = (value: string) => /[*?]/.test(value);

/** Names match without regard to case and to a missing `^`: `zhang san` finds `ZHANG^SAN` (C.2.2.2.1 leaves it open). */
function namePattern(value: string): string {
  const folded = likePattern(value.toLowerCase().trim()).replace(/[\s^]+/g, '%');
  return folded.includes('%') ? folded : `${folded}%`;
}

function rangeCondition(ref: RawBuilder<unknown>, value: string): RawBuilder<boolean> | null {
  const [from = '', to = ''] = value.includes('-') ? value.split('-', 2).map((part) => part.trim()) : [value, value];
  const parts: RawBuilder<boolean>[] = [];
  if (from) parts.push(sql<boolean>`${ref} >= ${from}`);
  // `1012` as an upper end takes in 10:12:59.
  if (to) parts.push(sql<boolean>`${ref} <= ${`${to}\uffff`}`);
  if (parts.length === 0) return null;
  return sql<boolean>`(${ref} <> '' and ${sql.join(parts, sql` and `)})`;
}

function condition({ kind, column: name }: Column, value: string): RawBuilder<boolean> | null {
  const ref = sql.raw(name);
  switch (kind) {
    case 'uid': {
      const uids = value.split(/[\\,]/).filter(Boolean);
      return uids.length === 0 ? null : sql<boolean>`${ref} = any(${uids}::text[])`;
    }
    case 'number':
      return /^-?\d{1,9}$/.test(value.trim()) ? sql<boolean>`${ref} = ${Number(value)}` : null;
    case 'modalities':
      return sql<boolean>`${ref} && ${value.split(/[\\,]/).map((one) => one.trim())}::text[]`;
    case 'name':
      return sql<boolean>`(${ref} like ${namePattern(value)} or ${ref} like ${`% ${namePattern(value)}`})`;
    case 'range':
      return rangeCondition(ref, value.trim());
    case 'text':
      return hasWildcard(value)
        ? sql<boolean>`${ref} like ${likePattern(value)}`
        : sql<boolean>`${ref} = ${value.trim()}`;
    default:
      return kind satisfies never;
  }
}

/**
 * Conditions of a query at `level`; keys of deeper levels are ignored.
 * Aliases: `t` study, `s` series, `i` instance. Empty values and `*` match everything.
 */
export function conditions(level: QueryLevel, keys: ReadonlyMap<Keyword, string>): RawBuilder<boolean>[] {
  const found: RawBuilder<boolean>[] = [];
  for (const [keyword, value] of keys) {
    const known = columns[keyword];
    if (!known || order.indexOf(known.level) > order.indexOf(level)) continue;
    if (value === '' || /^\*+$/.test(value)) continue;
    const one = condition(known, value);
    if (one) found.push(one);
  }
  return found;
}
