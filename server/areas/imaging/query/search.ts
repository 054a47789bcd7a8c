// Finds studies, series and instances, and answers them as DICOM JSON: one search behind QIDO-RS and C-FIND.
import { type RawBuilder, sql } from 'kysely';
import type { Keyword } from '../../../../core/dicom/dictionary.ts';
import type { DicomJson, DicomJsonElement } from '../../../../core/dicom/json.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { type Sight, sightCondition } from '../sight.ts';
import { conditions, type QueryLevel } from './match.ts';

export interface Search {
  level: QueryLevel;
  keys: ReadonlyMap<Keyword, string>;
  /** Whose studies; absent: all. */
  sight?: Sight;
  offset: number;
  /** At most this many; one more is asked for to know whether there are more. */
  limit: number;
}

export interface Found {
  studyUid: string;
  seriesUid: string | null;
  sopInstanceUid: string | null;
  json: DicomJson;
}

const value = (vr: string, ...values: (string | number)[]): DicomJsonElement =>
  values.length > 0 ? { vr, Value: values } : { vr };

interface StudyHit {
  uid: string;
  main: DicomJson;
  modalities: string[];
  series_count: number;
  instance_count: number;
}

/** What the index counts (PS3.4 C.3.4): modalities, numbers of series and instances, availability. */
function studyJson(row: StudyHit): DicomJson {
  return {
    ...row.main,
    '00080056': value('CS', 'ONLINE'),
    '00080061': value('CS', ...row.modalities),
    '00201206': value('IS', row.series_count),
    '00201208': value('IS', row.instance_count),
  };
}

function instanceJson(row: {
  number: number | null;
  transfer_syntax: string;
  descriptor: InstanceDescriptor;
}): DicomJson {
  const { descriptor } = row;
  const { image } = descriptor;
  return {
    '00080016': value('UI', descriptor.sopClassUid),
    '00080018': value('UI', descriptor.sopInstanceUid),
    '00080056': value('CS', 'ONLINE'),
    '00083002': value('UI', row.transfer_syntax),
    '00200013': value('IS', ...(row.number === null ? [] : [row.number])),
    ...(image
      ? {
          '00280008': value('IS', image.frames),
          '00280010': value('US', image.rows),
          '00280011': value('US', image.columns),
          '00280100': value('US', image.bitsAllocated),
        }
      : {}),
  };
}

const seenBy = (sight: Sight | undefined) => (sight && sightCondition(sight)) ?? null;

const all = (parts: readonly RawBuilder<boolean>[]) => sql.join([sql`t.removed_at is null`, ...parts], sql` and `);

const newest = sql`t.study_date desc, t.study_time desc, t.uid`;

/** So many of the newest studies are looked through before an index of patterns is asked: a few milliseconds. */
const newestProbed = 3000;
/** Memory of one search, so that a pattern that fits half the archive is not looked up page by page twice. */
const patternMemory = '64MB';

type Uids = { uid: string }[];

/**
 * UIDs of the page, newest first. What is vague is looked for among the newest studies first: an index would name
 * all of many that fit, to be sorted; where few fit it is what helps. No planner knows beforehand which it is.
 */
async function studyPage(db: Kernel['db'], { keys, sight, limit, offset }: Omit<Search, 'level'>): Promise<string[]> {
  const found = conditions('study', keys);
  const seen = seenBy(sight) ?? [];
  const where = all(found.map((one) => one.where).concat(seen));
  const page = sql`order by ${newest} limit ${limit} offset ${offset}`;
  const vague = found.filter(({ kind }) => kind === 'vague');
  if (vague.length === 0 || found.some(({ kind }) => kind === 'exact')) {
    const { rows } = await sql<{ uid: string }>`select t.uid from imaging_study t where ${where} ${page}`.execute(db);
    return rows.map(({ uid }) => uid);
  }
  if (offset + limit <= newestProbed) {
    const rest = all(found.filter(({ kind }) => kind !== 'vague').map((one) => one.where));
    const fits = sql.join(vague.map((one) => one.walk).concat(seen), sql` and `);
    // The columns go by name: materialised, the whole row would be read into memory.
    const { rows } = await sql<{ probed: number; uids: string[] }>`with t as materialized (
        select t.uid, t.study_date, t.study_time, t.name_search, t.patient_id, t.issuer, t.accession, t.study_id, t.sex, t.description,
          t.referring, t.institution, t.modalities, t.exam_id
        from imaging_study t where ${rest} order by ${newest} limit ${newestProbed}
      )
      select (select count(*)::int from t) probed, array(select t.uid from t where ${fits} ${page}) uids`.execute(db);
    const { probed = 0, uids = [] } = rows[0] ?? {};
    if (uids.length === limit || probed < newestProbed) return uids;
  }
  const rows = await db.transaction().execute(async (tx): Promise<Uids> => {
    await sql`select set_config('work_mem', ${patternMemory}, true)`.execute(tx);
    // Few fit: all of them are found by what narrows best and then sorted, where a walk from the newest on would not end.
    return (
      await sql<{ uid: string }>`with t as materialized (
          select t.uid, t.study_date, t.study_time from imaging_study t where ${where}
        ) select t.uid from t ${page}`.execute(tx)
    ).rows;
  });
  return rows.map(({ uid }) => uid);
}

/** Newest studies first; series and instances by their numbers. */
export async function search(db: Kernel['db'], wanted: Search): Promise<Found[]> {
  const narrowed = conditions(wanted.level, wanted.keys).map((one) => one.where);
  const where = all(narrowed.concat(seenBy(wanted.sight) ?? []));
  const page = sql`limit ${wanted.limit} offset ${wanted.offset}`;
  switch (wanted.level) {
    case 'study': {
      const uids = await studyPage(db, wanted);
      if (uids.length === 0) return [];
      const { rows } = await sql<StudyHit>`select t.uid, t.main, t.modalities, t.series_count, t.instance_count
        from unnest(${uids}::text[]) with ordinality as p(uid, place) join imaging_study t on t.uid = p.uid
        order by p.place`.execute(db);
      return rows.map((row) => ({ studyUid: row.uid, seriesUid: null, sopInstanceUid: null, json: studyJson(row) }));
    }
    case 'series': {
      const { rows } = await sql<
        StudyHit & { series_uid: string; series_main: DicomJson; in_series: number }
      >`select t.uid, t.main, t.modalities, t.series_count, t.instance_count, s.uid series_uid, s.main series_main,
          s.instance_count in_series
        from imaging_series s join imaging_study t on t.uid = s.study_uid
        where ${where} order by ${newest}, s.number nulls last, s.uid ${page}`.execute(db);
      return rows.map((row) => ({
        studyUid: row.uid,
        seriesUid: row.series_uid,
        sopInstanceUid: null,
        json: { ...studyJson(row), ...row.series_main, '00201209': value('IS', row.in_series) },
      }));
    }
    case 'instance': {
      const { rows } = await sql<
        StudyHit & {
          series_uid: string;
          series_main: DicomJson;
          sop_uid: string;
          number: number | null;
          transfer_syntax: string;
          descriptor: InstanceDescriptor;
        }
      >`select t.uid, t.main, t.modalities, t.series_count, t.instance_count, s.uid series_uid, s.main series_main, i.sop_uid,
          i.number, i.transfer_syntax, i.descriptor
        from imaging_instance i join imaging_series s on s.uid = i.series_uid join imaging_study t on t.uid = i.study_uid
        where i.state = 'current' and ${where}
        order by ${newest}, s.number nulls last, s.uid, i.number nulls last, i.sop_uid ${page}`.execute(db);
      return rows.map((row) => ({
        studyUid: row.uid,
        seriesUid: row.series_uid,
        sopInstanceUid: row.sop_uid,
        json: { ...studyJson(row), ...row.series_main, ...instanceJson(row) },
      }));
    }
    default:
      return wanted.level satisfies never;
  }
}

/** Patients of the archive for the patient root model: one answer for each identifier and issuer. */
export async function patients(db: Kernel['db'], keys: ReadonlyMap<Keyword, string>): Promise<DicomJson[]> {
  const where = all(conditions('study', keys).map((one) => one.where));
  const { rows } = await sql<{ main: DicomJson; studies: number; series: number; instances: number }>`
    select (array_agg(t.main order by t.last_at desc))[1] main, count(*)::int studies, sum(t.series_count)::int series,
      sum(t.instance_count)::int instances
    from imaging_study t where ${where}
    group by t.patient_id, t.issuer order by t.patient_id limit 5000`.execute(db);
  return rows.map((row) => ({
    ...row.main,
    '00201200': value('IS', row.studies),
    '00201202': value('IS', row.series),
    '00201204': value('IS', row.instances),
  }));
}
