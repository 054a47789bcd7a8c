// Attribute matching of DICOM queries (PS3.4 C.2.2.2) on the index: single value, list of UIDs, wildcard, range, universal.
import { type RawBuilder, sql } from 'kysely';
import { type QueryKey, requestAttributes } from './request-attributes.ts';
import { hasWildcard, likePattern } from './wildcards.ts';

export type QueryLevel = 'study' | 'series' | 'instance';

/**
 * code: a text that names one or a few. key: one of few texts, of which any may be in half the archive or in nothing. parts: a text with
 * an index of its parts. date: a range with an index of its own.
 */
type Kind = 'text' | 'code' | 'key' | 'parts' | 'name' | 'uid' | 'range' | 'date' | 'number' | 'modalities';

/** A condition of a search and what it does to its plan. */
export interface Narrowing {
  where: RawBuilder<boolean>;
  /** exact: a few rows at most, by an index. vague: may fit half the archive or nothing, and statistics do not know which. */
  kind: 'exact' | 'vague' | 'plain';
  /** The same without what only helps an index: for rows that are at hand anyway. */
  walk: RawBuilder<boolean>;
  /** It looks at nothing but what a list of studies in their order holds: their date and time. */
  listed: boolean;
}

interface Column {
  level: QueryLevel;
  kind: Kind;
  column: string;
}

const column = (level: QueryLevel, kind: Kind, name: string): Column => ({ level, kind, column: name });

/** What can be matched. Keys outside of it are returned where they are known but do not narrow (C.2.2.2.3, optional keys). */
const columns: Partial<Record<QueryKey, Column>> = {
  PatientName: column('study', 'name', 't.name_search'),
  PatientID: column('study', 'code', 't.patient_id'),
  IssuerOfPatientID: column('study', 'key', 't.issuer'),
  PatientBirthDate: column('study', 'date', 't.birth_date'),
  PatientSex: column('study', 'key', 't.sex'),
  StudyDate: column('study', 'range', 't.study_date'),
  StudyTime: column('study', 'range', 't.study_time'),
  AccessionNumber: column('study', 'code', 't.accession'),
  StudyID: column('study', 'code', 't.study_id'),
  StudyInstanceUID: column('study', 'uid', 't.uid'),
  StudyDescription: column('study', 'parts', 't.description'),
  ReferringPhysicianName: column('study', 'parts', 't.referring'),
  InstitutionName: column('study', 'key', 't.institution'),
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

/**
 * Names match without regard to case, and `^` is a blank as any other: `zhang san` finds `ZHANG^SAN` (C.2.2.2.1 leaves it open).
 * Without a wildcard the beginning of a word is enough. The pattern is for imaging_name_line, where blanks stand around each word.
 */
export function namePattern(value: string): string {
  const words = value
    .toLowerCase()
    .replace(/[\s^=]+/g, ' ')
    .trim();
  const pattern = likePattern(hasWildcard(words) ? words : `${words}*`);
  return `${pattern.startsWith('%') ? '' : '% '}${pattern}${pattern.endsWith('%') ? '' : ' %'}`;
}

/** As many characters as a lexeme of imaging_parts has. */
const partLength = 12;

/** Query for the parts of a text: its longest run without a wildcard, as the beginning of a lexeme; null when there is none. */
export function partsQuery(pattern: string): string | null {
  const runs = (pattern.match(/(?:\\.|[^\\%_])+/gs) ?? []).map((run) => run.replace(/\\(.)/gs, '$1'));
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest.trim() === '') return null;
  const part = Array.from(longest).slice(0, partLength).join('');
  return `'${part.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`;
}

/** A pattern that the index of parts narrows first. */
function withParts(line: RawBuilder<unknown>, pattern: string): Narrowing {
  const like = sql<boolean>`${line} like ${pattern}`;
  const query = partsQuery(pattern);
  const where = query === null ? like : sql<boolean>`(imaging_parts(${line}) @@ ${query}::tsquery and ${like})`;
  return { where, kind: 'vague', walk: like, listed: false };
}

/**
 * One of few texts: the index of keys (migration 0301) meets those of the person's places in it, where the index of a column alone would name
 * half the archive. A pattern is first looked for among the texts that there are, by steps from each to the next.
 */
function keyed(name: string, value: string): Narrowing {
  const ref = sql.raw(name);
  const word = name.replace('t.', '');
  const keys = sql`imaging_keys(t.sex, t.institution, t.issuer)`;
  if (!hasWildcard(value)) {
    const same = sql<boolean>`${ref} = ${value.trim()}`;
    const where = sql<boolean>`(${keys} @> ${[`${word} ${value.trim()}`]}::text[] and ${same})`;
    return { where, kind: 'vague', walk: same, listed: false };
  }
  const like = sql<boolean>`${ref} like ${likePattern(value)}`;
  const column = sql.raw(word);
  const where = sql<boolean>`(${keys} && array(
    with recursive known(value) as (
      (select ${column} from imaging_study order by 1 limit 1)
      union all
      select (select ${column} from imaging_study where ${column} > known.value order by 1 limit 1)
      from known where known.value is not null
    ) select ${`${word} `} || value from known where value like ${likePattern(value)}) and ${like})`;
  return { where, kind: 'vague', walk: like, listed: false };
}

const plain = (where: RawBuilder<boolean>): Narrowing => ({ where, kind: 'plain', walk: where, listed: false });
const vague = (where: RawBuilder<boolean>): Narrowing => ({ where, kind: 'vague', walk: where, listed: false });
const exact = (where: RawBuilder<boolean>): Narrowing => ({ where, kind: 'exact', walk: where, listed: false });

function rangeCondition(ref: RawBuilder<unknown>, value: string): RawBuilder<boolean> | null {
  const [from = '', to = ''] = value.includes('-') ? value.split('-', 2).map((part) => part.trim()) : [value, value];
  const parts: RawBuilder<boolean>[] = [];
  if (from) parts.push(sql<boolean>`${ref} >= ${from}`);
  // `1012` as an upper end takes in 10:12:59.
  if (to) parts.push(sql<boolean>`${ref} <= ${`${to}\uffff`}`);
  if (parts.length === 0) return null;
  return sql<boolean>`(${ref} <> '' and ${sql.join(parts, sql` and `)})`;
}

function condition({ kind, column: name }: Column, value: string): Narrowing | null {
  const ref = sql.raw(name);
  switch (kind) {
    case 'uid': {
      const uids = value.split(/[\\,]/).filter(Boolean);
      return uids.length === 0 ? null : exact(sql<boolean>`${ref} = any(${uids}::text[])`);
    }
    case 'number':
      // What is no number is nobody's.
      return plain(/^[+-]?\d{1,9}$/.test(value.trim()) ? sql<boolean>`${ref} = ${Number(value)}` : sql<boolean>`false`);
    case 'modalities':
      return vague(sql<boolean>`${ref} && ${value.split(/[\\,]/).map((one) => one.trim())}::text[]`);
    case 'name':
      return withParts(sql`imaging_name_line(${ref})`, namePattern(value));
    case 'range': {
      const where = rangeCondition(ref, value.trim());
      return where && { ...plain(where), listed: name === 't.study_date' || name === 't.study_time' };
    }
    case 'date': {
      const where = rangeCondition(ref, value.trim());
      return where && vague(where);
    }
    case 'key':
      return keyed(name, value);
    case 'parts':
      return withParts(ref, likePattern(hasWildcard(value) ? value : value.trim()));
    case 'code':
    case 'text': {
      if (!hasWildcard(value)) return (kind === 'code' ? exact : plain)(sql<boolean>`${ref} = ${value.trim()}`);
      const like = vague(sql<boolean>`${ref} like ${likePattern(value)}`);
      if (kind !== 'code' || !/^\*.*[^*?]$/.test(value)) return like;
      // The end of a number: the index reads it from behind.
      const behind = likePattern(Array.from(value).toReversed().join(''));
      return { ...like, where: sql<boolean>`reverse(${ref}) like ${behind}` };
    }
    default:
      return kind satisfies never;
  }
}

/** Whether a search at this level is narrowed by the attribute. */
export function matches(level: QueryLevel, key: QueryKey): boolean {
  const known = columns[key];
  return known ? order.indexOf(known.level) <= order.indexOf(level) : key.includes('.') && level !== 'study';
}

/** What is asked of the series themselves by equality, which their indexes find; on the alias `s`. */
export function namedSeries(keys: ReadonlyMap<QueryKey, string>): RawBuilder<boolean>[] {
  const own = new Map([...keys].filter(([keyword]) => columns[keyword]?.level === 'series'));
  return conditions('series', own).flatMap(({ kind, where }) => (kind === 'plain' ? [where] : []));
}

/**
 * Conditions of a query at `level`; keys of deeper levels are ignored.
 * Aliases: `t` study, `s` series, `i` instance. Empty values and `*` match everything.
 */
export function conditions(level: QueryLevel, keys: ReadonlyMap<QueryKey, string>): Narrowing[] {
  const found: Narrowing[] = [];
  const request = level === 'study' ? null : requestAttributes(keys);
  if (request) found.push((request.isNamed ? exact : vague)(request.where));
  for (const [keyword, value] of keys) {
    const known = columns[keyword];
    if (!known || order.indexOf(known.level) > order.indexOf(level)) continue;
    if (value === '' || /^\*+$/.test(value)) continue;
    const one = condition(known, value);
    if (one) found.push(one);
  }
  return found;
}

/** What a study holds of its series. */
const held = { Modality: 't.modalities', BodyPartExamined: 't.body_parts' } as const;

/** What a query of series or instances asks of their studies: a series of a modality is in a study that has it (0008,0061), and so its part. */
export function asksOfStudies(keys: ReadonlyMap<QueryKey, string>): Narrowing[] {
  return (['Modality', 'BodyPartExamined'] as const).flatMap((keyword) => {
    const word = keys.get(keyword)?.trim() ?? '';
    if (word === '' || hasWildcard(word)) return [];
    return [vague(sql<boolean>`${sql.raw(held[keyword])} && ${[word]}::text[]`)];
  });
}
