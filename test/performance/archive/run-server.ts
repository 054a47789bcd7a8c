// The server of the archive bench in a process of its own: `node run-server.ts DATA_DIR`. Prints one line of JSON when it is ready.
// Over IPC: `fill` makes studies in the index; `memory` answers the peak of the resident memory; `processor` the time that was used.
import { sql } from 'kysely';
import { z } from 'zod';
import { createServer, type Server } from '../../../server/app.ts';
import { createPerson } from '../../../server/areas/identity/module.ts';
import { issueToken } from '../../../server/areas/imaging/tokens.ts';
import type { Tx } from '../../../server/kernel/types.ts';
import { testPassword } from '../../support/server.ts';
import { benchReaders } from './processes.ts';

const Order = z.discriminatedUnion('order', [
  z.object({ order: z.literal('fill'), studies: z.number() }),
  z.object({ order: z.literal('memory') }),
  z.object({ order: z.literal('processor') }),
]);

/** Studies of a hospital over ten years: names of a few thousand people, each with some studies, one series each. */
async function fill({ kernel }: Server, studies: number): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    // Index entries one by one would take ten times as long as the indexes built at once; the searches find the same ones.
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`set local maintenance_work_mem = '512MB'`.execute(tx);
    const { rows } = await sql<{
      name: string;
      definition: string;
    }>`select i.indexname as name, i.indexdef as definition
      from pg_indexes i where i.tablename in ('imaging_study', 'imaging_sight', 'exam')
        and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`.execute(tx);
    for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(tx);
    await insertExams(tx, studies);
    // In one statement what triggers would do row by row.
    await sql`alter table imaging_study disable trigger user`.execute(tx);
    await insert(tx, studies);
    await sql`insert into imaging_sight select place, study_date, study_time, uid from imaging_study, unnest(sight) place
      where position(' ' in place) > 0`.execute(tx);
    await sql`alter table imaging_study enable trigger user`.execute(tx);
    for (const { definition } of rows) await sql.raw(definition).execute(tx);
  });
  await sql`analyze`.execute(kernel.db);
}

/** A network, and two of its people who keep no archive: what they see is a condition of every search. */
async function addReaders({ kernel }: Server): Promise<void> {
  const towns = Array.from({ length: 20 }, (_, at) => `town-${at + 1}`);
  for (const id of ['county', ...towns]) {
    await kernel.db
      .insertInto('institution')
      .values({
        ...{
          id,
          name: id,
          name_en: id,
          reads: [],
          own: id === 'county',
          active: true,
          hl7_peer: '',
          hl7_facilities: [],
        },
        ...{ department_ids: id === 'county' ? [] : [id.toUpperCase()], superior_ids: [] },
      })
      .execute();
  }
  for (const [user, departmentId] of [
    [benchReaders.centre, ''],
    [benchReaders.township, 'TOWN-1'],
  ] as const) {
    const who = { user, name: user, departmentId, roles: ['radiologist'], extraRights: [], labGroups: [] };
    await createPerson(kernel, { ...who, enabled: true, password: testPassword });
  }
}

/** Two of three by the hospital itself, the rest by twenty townships, every tenth of which it is asked to read. */
async function insertExams(db: Tx, studies: number): Promise<void> {
  const township = sql`'town-' || (1 + n / 3 % 20)`;
  await sql`insert into exam (id, version, service, accession, request_number, patient_id, patient_number, name_search, visit_number,
      modality, body_part, institution_id, department_id, state, report_state, priority, risk_level, remote_state, assigned_to,
      requested_at, latest_at, doc)
    select lpad(to_hex(n), 32, '0')::uuid, 1, 'radiology', 'A' || lpad(n::text, 9, '0'), '', lpad(to_hex(n % 300000), 32, '0')::uuid,
      'P' || (n % 300000), 'bench', '', 'CT', 'HEAD', case when n % 3 < 2 then 'county' else ${township} end, '', 'acquired', 'final',
      'routine', 'none', null, null, now(), now(),
      case when n % 3 = 2 and n % 10 = 0 then jsonb_build_object('remote', jsonb_build_object('toInstitutionId', 'county', 'state', 'accepted'))
        else '{}'::jsonb end
    from generate_series(1, ${studies}) n`.execute(db);
}

async function insert(db: Tx, studies: number): Promise<void> {
  await sql`insert into imaging_study
    select '2.25.77.' || n, 'P' || (n % 300000), '', 'BENCH^' || (n % 5000) || '=测试^' || (n % 5000), 'bench^' || (n % 5000) || '=测试^' || (n % 5000),
      case when n % 2 = 0 then 'M' else 'F' end, '19800101', to_char(date '2016-01-01' + (n % 3650)::int, 'YYYYMMDD'),
      lpad((n % 24)::text, 2, '0') || '3000', 'A' || lpad(n::text, 9, '0'), n::text, 'CT HEAD', 'LI', 'BENCH',
      array[(array['CT','MR','DX','US'])[1 + n % 4]], array['HEAD'], 1, 300, 157000000,
      jsonb_build_object('00080020', jsonb_build_object('vr', 'DA', 'Value', jsonb_build_array(to_char(date '2016-01-01' + (n % 3650)::int, 'YYYYMMDD'))),
        '00080050', jsonb_build_object('vr', 'SH', 'Value', jsonb_build_array('A' || lpad(n::text, 9, '0'))),
        '0020000D', jsonb_build_object('vr', 'UI', 'Value', jsonb_build_array('2.25.77.' || n)),
        '00100020', jsonb_build_object('vr', 'LO', 'Value', jsonb_build_array('P' || (n % 300000))),
        '00100010', jsonb_build_object('vr', 'PN', 'Value', jsonb_build_array(jsonb_build_object('Alphabetic', 'BENCH^' || (n % 5000))))),
      lpad(to_hex(n), 32, '0')::uuid, null, now(), now(), null, 1, 1, imaging_sight_of(lpad(to_hex(n), 32, '0')::uuid)
    from generate_series(1, ${studies}) n`.execute(db);
  await sql`insert into imaging_series (uid, study_uid, modality, number, description, body_part, instance_count, main, last_at, revision)
    select '2.25.78.' || n, '2.25.77.' || n, (array['CT','MR','DX','US'])[1 + n % 4], 1, 'AXIAL', 'HEAD', 300,
      jsonb_build_object('0020000E', jsonb_build_object('vr', 'UI', 'Value', jsonb_build_array('2.25.78.' || n))), now(), 1
    from generate_series(1, ${studies}) n`.execute(db);
}

const [dataDir = ''] = process.argv.slice(2);
const server = await createServer({
  dataDir,
  port: 0,
  dicom: { port: 0, aet: 'YISHU', anyLoopback: true },
  log: (level, message, detail) => {
    if (level !== 'info') process.stderr.write(`${level} ${message} ${JSON.stringify(detail ?? {})}\n`);
  },
});
const token = await issueToken(server.kernel, { label: 'bench', studyUid: null, createdBy: null, lifeMs: 86_400_000 });
process.on('message', (message) => {
  const order = Order.parse(message);
  if (order.order === 'memory') process.send?.({ peakBytes: process.resourceUsage().maxRSS * 1024 });
  else if (order.order === 'processor') {
    const { user, system } = process.cpuUsage();
    process.send?.({ ms: (user + system) / 1000 });
  } else {
    addReaders(server)
      .then(() => fill(server, order.studies))
      .then(
        () => process.send?.({ filled: true }),
        (error: unknown) => process.send?.({ filled: false, error: String(error) }),
      );
  }
});
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: server.url, dicom: server.listeners.dicom ?? '', token })}\n`);
