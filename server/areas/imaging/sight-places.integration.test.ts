// Lists of people of limited sight are read from places that the database keeps beside each study. Whatever happens to exams and studies, by
// whatever hand, they hold exactly what the rule says when it is asked of each study's exam.
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Keyword } from '../../../core/dicom/dictionary.ts';
import { ownPlaces, type Places } from '../../../core/identity/reach.ts';
import { type Chance, createChance } from '../../../test/simulation/chance.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import type { Kernel } from '../../kernel/types.ts';
import { placesCondition } from '../orders/module.ts';
import type { QueryLevel } from './query/match.ts';
import { search } from './query/search.ts';
import { requireSight, type Sight } from './sight.ts';
import { sightCondition } from './sight-places.ts';

let started: TestServer;
let db: Kernel['db'];
beforeAll(async () => {
  started = await startTestServer();
  db = started.server.kernel.db;
});
afterAll(() => started.close());

const institutions = ['county', 'city', 'town-a', 'town-b'];
const departments = ['W1', 'W2', ''];
const examId = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const uid = (at: number) => `1.2.${at}`;

/** The rule of lists as it was before the places: each study's exam is looked at. */
function judged({ institutionId, ecgOnly, reach }: Sight): RawBuilder<boolean> {
  const parts: RawBuilder<boolean>[] = [sql<boolean>`true`];
  if (reach) {
    const any = reach.map(
      ({ service, places }) =>
        sql<boolean>`e.service = ${service} and ${placesCondition(places, institutionId ?? '', 'e')}`,
    );
    const within = any.length === 0 ? sql<boolean>`false` : sql.join(any, sql` or `);
    parts.push(sql<boolean>`coalesce((select ${within} from exam e where e.id = t.exam_id), false)`);
  } else if (institutionId !== null) {
    parts.push(
      sql<boolean>`coalesce((select ${institutionId} = any(e.image_institutions) from exam e where e.id = t.exam_id), false)`,
    );
  }
  if (ecgOnly) {
    parts.push(sql<boolean>`coalesce((select e.service = 'ecg' from exam e where e.id = t.exam_id),
      t.modalities && array['ECG','HD','EPS'] and t.modalities <@ array['ECG','HD','EPS','SR','DOC','PR','KO'])`);
  }
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

const places = (part: Partial<Places>): Places => ({ own: false, departments: [], institutions: [], ...part });
const full = { institutionId: null, ecgOnly: false, own: true };
/** Of each kind that server/areas/imaging/sight.ts makes. */
function sightsAt(institutionId: string): Sight[] {
  const at = (reach: NonNullable<Sight['reach']>, ecgOnly = false): Sight => ({
    ...{ institutionId, ecgOnly, own: false },
    reach,
  });
  return [
    { institutionId, ecgOnly: false, own: false },
    { institutionId, ecgOnly: false, own: true },
    { institutionId, ecgOnly: true, own: false },
    at([]),
    at([{ service: 'radiology', places: ownPlaces }]),
    at([{ service: 'radiology', places: places({ departments: ['W1', 'W2'] }) }]),
    at([{ service: 'radiology', places: places({ departments: ['W2'], institutions: ['town-a'] }) }]),
    at([
      { service: 'radiology', places: places({ own: true, institutions: ['town-a', 'town-b'] }) },
      { service: 'ecg', places: ownPlaces },
    ]),
    at([{ service: 'ecg', places: places({ institutions: 'all' }) }], true),
    at([{ service: 'radiology', places: places({ institutions: institutions.concat(Array(90).fill('far')) }) }]),
  ];
}
const sights: Sight[] = [full, { ...full, ecgOnly: true }, ...institutions.flatMap(sightsAt)];

const queries: Record<string, string>[] = [
  {},
  { StudyDate: '20240102-20240104' },
  { StudyDate: '20240103', StudyTime: '0830-' },
  { PatientName: 'zhang' },
  { PatientName: '*三*', StudyDate: '-20240104' },
  { PatientName: 'nobody' },
  { PatientSex: 'F' },
  { PatientSex: 'O' },
  { InstitutionName: '*院*' },
  { PatientBirthDate: '19700101-20000101' },
  { AccessionNumber: 'A3' },
  { StudyInstanceUID: [1, 2, 3, 4, 5].map(uid).join('\\') },
  { ModalitiesInStudy: 'ECG' },
];

/** Of series and instances; the last one fills no page where a study has one series. */
const deepQueries: Record<string, string>[] = [
  { Modality: 'SR' },
  { Modality: 'ECG', StudyDate: '20240102-20240104' },
  { Modality: 'CT', PatientName: 'zhang' },
  { Modality: 'CT', ModalitiesInStudy: 'ECG' },
  { Modality: 'MR' },
  { Modality: 'CT', SeriesNumber: '2' },
  { PatientSex: 'F', SeriesNumber: '1' },
  { BodyPartExamined: 'HEAD' },
];

interface Pages {
  limit?: number;
  offset?: number;
  level?: QueryLevel;
}

const searched = (keys: Record<string, string>, sight: Sight, { limit = 5000, offset = 0, level = 'study' }: Pages) => {
  const wanted = new Map(Object.entries(keys)) as ReadonlyMap<Keyword, string>;
  return search(db, { level, keys: wanted, sight, limit, offset });
};
const found = async (keys: Record<string, string>, sight: Sight, page: Pages = {}) =>
  (await searched(keys, sight, page)).map(({ studyUid }) => studyUid);
/** @returns UIDs of series */
const seriesFound = async (keys: Record<string, string>, sight: Sight, page: Pages = {}) =>
  (await searched(keys, sight, { level: 'series', ...page })).map(({ studyUid, seriesUid }) => ({
    studyUid,
    seriesUid,
  }));

async function allowed(sight: Sight): Promise<Set<string>> {
  const { rows } = await sql<{
    uid: string;
  }>`select t.uid from imaging_study t where t.removed_at is null and ${judged(sight)}`.execute(db);
  return new Set(rows.map((row) => row.uid));
}

function shuffled<Item>(some: Chance, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: some.next() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** A request through as many levels as it likes, or none, or one that was withdrawn. */
function remoteOf(some: Chance, from: string) {
  if (some.is(0.4)) return null;
  const [to = '', ...passed] = shuffled(
    some,
    institutions.filter((one) => one !== from),
  ).slice(0, some.between(1, 3));
  return {
    state: some.pick(['waiting', 'accepted', 'withdrawn', 'returned']),
    ...{ toInstitutionId: to, toDepartmentId: some.pick(departments) },
    levels: passed.map((institutionId) => ({ institutionId })),
  };
}

function examOf(some: Chance) {
  const institution = some.pick(institutions);
  return {
    ...{ service: some.pick(['radiology', 'ecg']), institution, department: some.pick(departments) },
    doc: JSON.stringify({ remote: remoteOf(some, institution) }),
  };
}

const acts: ((some: Chance, at: number) => Promise<unknown>)[] = [
  (some, at) => {
    const { service, institution, department, doc } = examOf(some);
    return sql`insert into exam (id, version, service, accession, request_number, patient_id, patient_number, name_search, visit_number,
        modality, body_part, institution_id, department_id, state, report_state, priority, risk_level, requested_at, latest_at, doc)
      values (${examId(at)}, 1, ${service}, ${`A${at}`}, '', ${examId(1)}, '', '', '', '', '', ${institution}, ${department}, 'acquired',
        'none', 'routine', 'none', now(), now(), ${doc}::jsonb) on conflict do nothing`.execute(db);
  },
  (some, at) => {
    const { service, institution, department, doc } = examOf(some);
    return sql`update exam set service = ${service}, institution_id = ${institution}, department_id = ${department}, doc = ${doc}::jsonb
      where id = ${examId(at)}`.execute(db);
  },
  // Sent on, taken back, moved to another department; the rest stays.
  (some, at) =>
    sql`update exam set doc = ${examOf(some).doc}::jsonb, version = version + 1 where id = ${examId(at)}`.execute(db),
  (some, at) => sql`update exam set department_id = ${some.pick(departments)} where id = ${examId(at)}`.execute(db),
  // The patient was merged into another.
  (_some, at) => sql`update exam set patient_id = ${examId(2)} where id = ${examId(at)}`.execute(db),
  (_some, at) => sql`delete from exam where id = ${examId(at)}`.execute(db),
  (some, at) => {
    const name = some.pick(['zhang^san=张^三 张三', 'li^si=李^四 李四']);
    const modalities = some.pick([['CT'], ['ECG'], ['ECG', 'SR'], ['SR'], ['CT', 'ECG']]);
    const exam = some.is(0.6) ? examId(some.between(0, examsMost - 1)) : null;
    return sql`insert into imaging_study
      select ${uid(at)}, 'P1', '', ${name}, ${name}, ${some.pick(['F', 'M'])}, '19800101', ${`2024010${some.between(1, 5)}`},
        ${some.pick(['083000', '090000'])}, ${`A${at % 7}`}, '', 'CT', '', '', ${modalities}::text[], '{}', 1, 1, 1, '{}', ${exam}::uuid,
        null, now(), now(), null, 0 on conflict do nothing`.execute(db);
  },
  (some, at) => {
    const exam = some.is(0.8) ? examId(some.between(0, examsMost - 1)) : null;
    return sql`update imaging_study set exam_id = ${exam}::uuid where uid = ${uid(at)}`.execute(db);
  },
  (some, at) =>
    sql`update imaging_study set removed_at = ${some.is(0.5) ? new Date() : null} where uid = ${uid(at)}`.execute(db),
  (some, at) =>
    sql`update imaging_study set study_date = ${`2024010${some.between(1, 5)}`}, last_at = now() where uid = ${uid(at)}`.execute(
      db,
    ),
  (_some, at) => sql`delete from imaging_study where uid = ${uid(at)}`.execute(db),
];
const examsMost = 30;
/** What is made comes up more often than what is taken away. */
const weights = [6, 3, 4, 2, 1, 1, 8, 4, 2, 2, 1];

async function live(some: Chance, steps: number): Promise<void> {
  const lots = weights.flatMap((weight, act) => Array<number>(weight).fill(act));
  for (let step = 0; step < steps; step += 1) await acts[some.pick(lots)]?.(some, some.between(0, examsMost - 1));
}

async function empty(): Promise<void> {
  for (const table of ['imaging_instance', 'imaging_series', 'imaging_study', 'exam'])
    await sql`delete from ${sql.table(table)}`.execute(db);
}

/** One series for each modality of a study, and a second one in every third; of each an object, but in every fifth. */
async function fill(): Promise<void> {
  await sql`insert into imaging_series
    select t.uid || '.' || m.modality || '.' || n, t.uid, m.modality, n, '', '', 1, '{}', now(), 0, null, null
    from imaging_study t, unnest(t.modalities) m(modality), generate_series(1, 2) n
    where n = 1 or hashtext(t.uid) % 3 = 0`.execute(db);
  await sql`insert into imaging_instance (id, sop_uid, series_uid, study_uid, sop_class, transfer_syntax, number, path, length, sha256,
      descriptor, received_at, source, state)
    select gen_random_uuid(), uid || '.1', uid, study_uid, '1.2', '1.2', 1, uid, 1, uid, '{"sopClassUid":"1.2"}', now(), '', 'current'
    from imaging_series where hashtext(uid) % 5 <> 0`.execute(db);
}

describe.each([1, 2])('world %i', (seed) => {
  beforeAll(async () => {
    await empty();
    await live(createChance(seed), 220);
    await fill();
  });

  test('each list holds what the rule lets through of what everybody has, in the same order', async () => {
    for (const keys of queries) {
      const everything = await found(keys, full);
      for (const sight of sights) {
        const may = await allowed(sight);
        expect(await found(keys, sight), JSON.stringify({ keys, sight })).toEqual(
          everything.filter((one) => may.has(one)),
        );
      }
    }
  });

  test('pages of a limited sight follow each other', async () => {
    for (const sight of sights) {
      const whole = await found({}, sight);
      const paged = [...(await found({}, sight, { limit: 3 })), ...(await found({}, sight, { limit: 4, offset: 3 }))];
      expect(paged).toEqual(whole.slice(0, 7));
    }
  });

  test('series and instances of a modality are those of the studies that the person sees, page by page', async () => {
    const page = { limit: 2, offset: 1 };
    for (const [at, keys] of deepQueries.entries()) {
      for (const level of at % 3 === 2 ? (['series', 'instance'] as const) : (['series'] as const)) {
        const everything = await seriesFound(keys, full, { level });
        // Every other one: of each kind, of some institution.
        for (const sight of sights.filter((_, place) => place % 2 === at % 2)) {
          const may = await allowed(sight);
          const mine = everything.filter(({ studyUid }) => may.has(studyUid));
          const what = JSON.stringify({ keys, sight });
          expect(await seriesFound(keys, sight, { level }), what).toEqual(mine);
          expect(await seriesFound(keys, sight, { level, ...page }), what).toEqual(mine.slice(1, 3));
        }
      }
    }
  });

  test('lists and doors say the same, also of what was removed', async () => {
    const all = await db.selectFrom('imaging_study').select('uid').execute();
    for (const sight of sights) {
      const query = db.selectFrom('imaging_study as t').select('uid');
      const seen = sightCondition(sight);
      const listed = new Set((await (seen ? query.where(seen) : query).execute()).map((row) => row.uid));
      for (const study of all) {
        const opens = await requireSight(db, sight, study.uid).then(
          () => true,
          () => false,
        );
        expect(opens, `${study.uid} ${JSON.stringify(sight)}`).toBe(listed.has(study.uid));
      }
    }
  });
});

test('a change of an exam that does not see a study which was given to it meanwhile fails and runs again', async () => {
  await empty();
  const some = createChance(9);
  await acts[0]?.(some, 1);
  await acts[6]?.(some, 1);
  const change = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`select count(*) from exam`.execute(tx);
      // Another one, committed after this one began to look.
      await sql`update imaging_study set exam_id = ${examId(1)}::uuid`.execute(db);
      await sql`update exam set institution_id = 'moved'`.execute(tx);
    });
  await expect(change).rejects.toMatchObject({ code: '40001' });
});

test('what is beyond the newest of a limited sight, which are looked through first, is found too', async () => {
  await empty();
  const some = createChance(3);
  for (const at of [1, 2]) await acts[0]?.(some, at);
  await sql`update exam set institution_id = 'town-a', service = 'radiology', doc = '{}'`.execute(db);
  await sql`update exam set institution_id = 'county' where id = ${examId(2)}`.execute(db);
  const most = 2400;
  await sql`insert into imaging_study
    select ${uid(0)} || n, 'P1', '', 'a', 'a', case when n < 5 then 'O' else 'F' end, '', to_char(date '2016-01-01' + n, 'YYYYMMDD'), '083000',
      'A' || n, '', '', '', '', array[case when n < 7 then 'XA' else 'CT' end], '{}', 1, 1, 1, '{}', ${sql.lit(examId(1))}::uuid, null, now(),
      now(), null, 0
    from generate_series(1, ${sql.lit(most)}) n`.execute(db);
  await sql`update imaging_study set exam_id = ${examId(2)} where length(accession) % 2 = 0`.execute(db);
  await sql`insert into imaging_series
    select t.uid || '.1', t.uid, 'CT', case when t.sex = 'O' then 7 else 1 end, '', '', 1, '{}', now(), 0, null, null from imaging_study t`.execute(
    db,
  );
  const both = places({ own: true, institutions: ['town-a', 'county'] });
  const reaches = [both, places({ institutions: ['town-a'] })].map((one) => ({
    service: 'radiology' as const,
    places: one,
  }));
  const beyond = [
    ['PatientSex', 'O'],
    ['PatientSex', 'F'],
    ['ModalitiesInStudy', 'XA'],
    ['PatientName', '*'],
  ] as const;
  for (const reach of reaches) {
    const sight: Sight = { institutionId: 'county', ecgOnly: false, own: false, reach: [reach] };
    const may = await allowed(sight);
    expect(may.size).toBeGreaterThan(1000);
    for (const [name, value] of beyond) {
      const keys = { [name]: value };
      const mine = (await found(keys, full)).filter((one) => may.has(one));
      expect(await found(keys, sight, { limit: 20 })).toEqual(mine.slice(0, 20));
      expect(await found(keys, sight, { limit: 20, offset: 990 })).toEqual(mine.slice(990, 1010));
    }
    const series = (await seriesFound({ SeriesNumber: '7' }, full)).filter(({ studyUid }) => may.has(studyUid));
    expect(await seriesFound({ SeriesNumber: '7' }, sight, { limit: 50 })).toEqual(series);
  }
});
