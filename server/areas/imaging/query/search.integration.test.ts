// Searches on a real database: whatever index helps them, they find what the patterns say, newest first, page by page.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';
import { search } from './search.ts';

/** More than are looked through before an index is asked. */
const studies = 3600;
let started: TestServer;

beforeAll(async () => {
  started = await startTestServer();
  await sql`insert into imaging_study
    select '1.2.' || n, 'P' || n, '', 'LI^' || n, case when n = 7 then $$o'brien^mary-jo mary-jo o'brien$$
        when n % 2 = 0 then 'wang^xiaodong=王^小东 王小东' else 'li^' || n || ' ' || n || ' li' end,
      case when n = 13 then 'O' when n % 2 = 0 then 'F' else 'M' end, case when n = 15 then '19991231' else '19800101' end, to_char(date '2016-01-01' + n, 'YYYYMMDD'), '083000', 'A' || lpad(n::text, 6, '0'), n::text,
      case when n = 9 then 'KNEE 50%' else 'CT HEAD' end, '', case when n = 17 then '县医院 东区' when n % 3 = 0 then '县医院' else '' end,
      array[case when n = 11 then 'XA' else 'CT' end], array[case when n = 19 then 'KNEE' else 'HEAD' end], 1, 1, 1,
      '{}', null, null, now(), now(), null, 0
    from generate_series(1, ${sql.lit(studies)}) n`.execute(started.server.kernel.db);
  await sql`insert into imaging_series (uid, study_uid, modality, number, description, body_part, instance_count, main, last_at, revision)
    select '1.3.' || n, '1.2.' || n, case when n = 11 then 'XA' else 'CT' end, case when n = 21 then 77 else 1 end,
      case when n = 23 then 'SAG' else 'AXIAL' end, case when n = 19 then 'KNEE' else 'HEAD' end, 1, '{}', now(), 0
    from generate_series(1, ${sql.lit(studies)}) n`.execute(started.server.kernel.db);
  const request = (step: string, procedure: string) => ({
    '00400009': { vr: 'SH', Value: [step] },
    '00401001': { vr: 'SH', Value: [procedure] },
  });
  const main = { '00400275': { vr: 'SQ', Value: [request('SPS25', 'RP1'), request('SPS26', 'RP_2')] } };
  await sql`update imaging_series set main = ${JSON.stringify(main)}::jsonb where uid = '1.3.25'`.execute(
    started.server.kernel.db,
  );
});
afterAll(() => started.close());

interface Asked {
  limit?: number;
  offset?: number;
  level?: 'study' | 'series';
}
const requested = (step: string, procedure: string) => ({
  'RequestAttributesSequence.ScheduledProcedureStepID': step,
  'RequestAttributesSequence.RequestedProcedureID': procedure,
});
async function uids(keys: Record<string, string>, asked: Asked = {}): Promise<string[]> {
  const { limit = 3, offset = 0, level = 'study' } = asked;
  const wanted = new Map(Object.entries(keys)) as ReadonlyMap<'PatientName', string>;
  const found = await search(started.server.kernel.db, { level, keys: wanted, limit, offset });
  return found.map(({ studyUid }) => studyUid.slice(4));
}

test.each([
  [{ PatientName: 'WANG^XIAODONG' }, ['3600', '3598', '3596']],
  [{ PatientName: '*小东*' }, ['3600', '3598', '3596']],
  [{ PatientName: '王小东' }, ['3600', '3598', '3596']],
  [{ PatientName: 'xiaodong' }, ['3600', '3598', '3596']],
  [{ PatientName: "O'BRIEN*" }, ['7']],
  [{ PatientName: '*ary-j*' }, ['7']],
  [{ PatientName: 'iaodong' }, []],
  [{ PatientName: 'nobody' }, []],
  [{ PatientName: 'li', AccessionNumber: 'A000005' }, ['5']],
  [{ AccessionNumber: 'A00001?' }, ['19', '18', '17']],
  [{ AccessionNumber: '*0012' }, ['12']],
  [{ PatientID: '*?12' }, ['3512', '3412', '3312']],
  [{ StudyDescription: '*50%' }, ['9']],
  [{ StudyDescription: 'KNEE 50%' }, ['9']],
  [{ StudyDescription: '*50_*' }, []],
  [{ ModalitiesInStudy: 'XA\\MR' }, ['11']],
  [{ PatientName: 'wang*', StudyDate: '20160103-20160106' }, ['4', '2']],
  // Beyond what is looked through first, by the index of keys.
  [{ PatientSex: 'O' }, ['13']],
  [{ PatientSex: 'X' }, []],
  [{ PatientSex: 'F' }, ['3600', '3598', '3596']],
  [{ PatientSex: '?', InstitutionName: '县医院*' }, ['3600', '3597', '3594']],
  [{ InstitutionName: '县医院 东区' }, ['17']],
  [{ InstitutionName: '*东*' }, ['17']],
  [{ InstitutionName: '*西区' }, []],
  [{ InstitutionName: '县医院', PatientSex: 'O' }, []],
  [{ IssuerOfPatientID: 'HIS' }, []],
  [{ PatientBirthDate: '19990101-20000101' }, ['15']],
  [{ PatientBirthDate: '19990101' }, []],
])('%j', async (keys, found) => {
  expect(await uids(keys)).toEqual(found);
});

test.each([
  [{ BodyPartExamined: 'KNEE' }, ['19']],
  [{ BodyPartExamined: 'FOOT' }, []],
  [{ Modality: 'XA' }, ['11']],
  [{ SeriesNumber: '77' }, ['21']],
  [{ SeriesNumber: '78', Modality: 'CT' }, []],
  [{ SeriesDescription: 'SAG' }, ['23']],
  [{ PatientSex: 'O' }, ['13']],
  [{ PatientSex: 'F', SeriesNumber: '77' }, []],
  [{ PatientSex: 'M' }, ['3599', '3597', '3595']],
  // All that is asked of a request stands in one item.
  [{ 'RequestAttributesSequence.ScheduledProcedureStepID': 'SPS25' }, ['25']],
  [{ 'RequestAttributesSequence.ScheduledProcedureStepID': 'SPS' }, []],
  [{ 'RequestAttributesSequence.RequestedProcedureID': 'RP?2' }, ['25']],
  [{ 'RequestAttributesSequence.RequestedProcedureID': 'R__?' }, []],
  [requested('SPS25', 'RP1'), ['25']],
  [requested('SPS25', 'RP*'), ['25']],
  [requested('SPS25', 'RP_2'), []],
  [requested('SPS2*', '*'), ['25']],
  [{ ...requested('SPS25', 'RP1'), Modality: 'MR' }, []],
])('series: %j', async (keys, found) => {
  expect(await uids(keys, { level: 'series' })).toEqual(found);
});

test('pages follow each other, also beyond what is looked through first', async () => {
  const all = await uids({ PatientName: 'wang*' }, { limit: studies });
  expect(all).toEqual(Array.from({ length: studies / 2 }, (_, at) => String(studies - 2 * at)));
  expect(await uids({ PatientName: 'wang*' }, { limit: 5, offset: 1790 })).toEqual(all.slice(1790, 1795));
  expect(await uids({}, { limit: 2, offset: 3597 })).toEqual(['3', '2']);
});
