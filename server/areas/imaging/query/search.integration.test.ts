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
      'F', '19800101', to_char(date '2016-01-01' + n, 'YYYYMMDD'), '083000', 'A' || lpad(n::text, 6, '0'), n::text,
      case when n = 9 then 'KNEE 50%' else 'CT HEAD' end, '', '', array[case when n = 11 then 'XA' else 'CT' end], '{}', 1, 1, 1,
      '{}', null, null, now(), now(), null, 0
    from generate_series(1, ${sql.lit(studies)}) n`.execute(started.server.kernel.db);
});
afterAll(() => started.close());

async function uids(keys: Record<string, string>, page: { limit?: number; offset?: number } = {}): Promise<string[]> {
  const { limit = 3, offset = 0 } = page;
  const wanted = new Map(Object.entries(keys)) as ReadonlyMap<'PatientName', string>;
  const found = await search(started.server.kernel.db, { level: 'study', keys: wanted, limit, offset });
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
])('%j', async (keys, found) => {
  expect(await uids(keys)).toEqual(found);
});

test('pages follow each other, also beyond what is looked through first', async () => {
  const all = await uids({ PatientName: 'wang*' }, { limit: studies });
  expect(all).toEqual(Array.from({ length: studies / 2 }, (_, at) => String(studies - 2 * at)));
  expect(await uids({ PatientName: 'wang*' }, { limit: 5, offset: 1790 })).toEqual(all.slice(1790, 1795));
  expect(await uids({}, { limit: 2, offset: 3597 })).toEqual(['3', '2']);
});
