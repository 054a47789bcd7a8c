// Finds studies, series and instances, and answers them as DICOM JSON: one search behind QIDO-RS and C-FIND.
import { sql } from 'kysely';
import type { DicomJson, DicomJsonElement } from '../../../../core/dicom/json.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Sight } from '../sight.ts';
import { asksOfStudies, conditions, namedSeries, type QueryLevel } from './match.ts';
import type { QueryKey } from './request-attributes.ts';
import { all, inTurn, newest, newestProbedOf, studyPage, type Walk, walk } from './study-page.ts';

export interface Search {
  level: QueryLevel;
  keys: ReadonlyMap<QueryKey, string>;
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

type Read<Row> = (from: Walk) => Promise<Row[]>;

/** As many series are sorted sooner than the person's studies are walked. */
const fewSeries = 2000;

/** UIDs of series that are what is asked of series; null: nothing is, or many are. */
async function seriesNamed(db: Kernel['db'], keys: Search['keys']): Promise<string[] | null> {
  const named = namedSeries(keys);
  if (named.length === 0) return null;
  const { rows } = await sql<{ uid: string }>`select s.uid from imaging_series s where ${sql.join(named, sql` and `)}
    limit ${fewSeries + 1}`.execute(db);
  return rows.length > fewSeries ? null : rows.map(({ uid }) => uid);
}

/** What is looked for by its own index is found and sorted; else the newest come first, until there are enough. */
async function deeper<Row>(db: Kernel['db'], wanted: Search, read: Read<Row>): Promise<readonly Row[]> {
  const { level, keys, sight, limit } = wanted;
  const narrowed = conditions(level, keys);
  const named = await seriesNamed(db, keys);
  if (named !== null || narrowed.some(({ kind }) => kind !== 'plain')) {
    const every = all(narrowed, sight);
    const where = named === null ? every : sql`s.uid = any(${named}::text[]) and ${every}`;
    return read({ from: sql`imaging_study t`, where, order: newest, listed: null });
  }
  const few = walk(narrowed, sight, newestProbedOf);
  const rows = await read(few);
  return rows.length === limit || !few.listed ? rows : read(walk(narrowed, sight, null));
}

/**
 * A page of series or instances. What may fit half the archive or nothing would be looked for in every series: its studies are found first,
 * by their indexes. So many studies hold at least so many series, unless more is asked of them; where they do not fill the page, all are
 * walked. A modality that came in the last seconds is not counted yet and found after that.
 */
async function deepPage<Row>(db: Kernel['db'], wanted: Search, read: Read<Row>): Promise<readonly Row[]> {
  const { level, keys, sight, limit } = wanted;
  const narrowed = conditions(level, keys);
  const found = [...conditions('study', keys), ...asksOfStudies(keys)];
  const known = narrowed.some(({ kind }) => kind === 'exact');
  if (known || !found.some(({ kind }) => kind === 'vague')) return deeper(db, wanted, read);
  const studies = { found, sight, offset: 0, limit: wanted.offset + limit };
  const uids = await studyPage(db, studies);
  const rows = await read(inTurn(uids, narrowed));
  return rows.length === limit || uids.length < studies.limit ? rows : deeper(db, wanted, read);
}

/** Newest studies first; series and instances by their numbers. */
export async function search(db: Kernel['db'], wanted: Search): Promise<Found[]> {
  const page = sql`limit ${wanted.limit} offset ${wanted.offset}`;
  switch (wanted.level) {
    case 'study': {
      const uids = await studyPage(db, { ...wanted, found: conditions('study', wanted.keys) });
      if (uids.length === 0) return [];
      const { rows } = await sql<StudyHit>`select t.uid, t.main, t.modalities, t.series_count, t.instance_count
        from unnest(${uids}::text[]) with ordinality as p(uid, place) join imaging_study t on t.uid = p.uid
        order by p.place`.execute(db);
      return rows.map((row) => ({ studyUid: row.uid, seriesUid: null, sopInstanceUid: null, json: studyJson(row) }));
    }
    case 'series': {
      const read = async ({ from, where, order }: Walk) => {
        const { rows } = await sql<
          StudyHit & { series_uid: string; series_main: DicomJson; in_series: number }
        >`select t.uid, t.main, t.modalities, t.series_count, t.instance_count, s.uid series_uid, s.main series_main,
            s.instance_count in_series
          from ${from} join imaging_series s on s.study_uid = t.uid
          where ${where} order by ${order}, s.number nulls last, s.uid ${page}`.execute(db);
        return rows;
      };
      return (await deepPage(db, wanted, read)).map((row) => ({
        studyUid: row.uid,
        seriesUid: row.series_uid,
        sopInstanceUid: null,
        json: { ...studyJson(row), ...row.series_main, '00201209': value('IS', row.in_series) },
      }));
    }
    case 'instance': {
      const read = async ({ from, where, order }: Walk) => {
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
          from ${from} join imaging_instance i on i.study_uid = t.uid join imaging_series s on s.uid = i.series_uid
          where i.state = 'current' and ${where}
          order by ${order}, s.number nulls last, s.uid, i.number nulls last, i.sop_uid ${page}`.execute(db);
        return rows;
      };
      return (await deepPage(db, wanted, read)).map((row) => ({
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
export async function patients(db: Kernel['db'], keys: ReadonlyMap<QueryKey, string>): Promise<DicomJson[]> {
  const where = all(conditions('study', keys), undefined);
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
