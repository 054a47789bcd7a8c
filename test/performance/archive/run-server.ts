// The server of the archive bench in a process of its own: `node run-server.ts DATA_DIR`. Prints one line of JSON when it is ready.
// Over IPC: `fill` makes studies in the index; `memory` answers the peak of the resident memory.
import { sql } from 'kysely';
import { z } from 'zod';
import { createServer, type Server } from '../../../server/app.ts';
import { issueToken } from '../../../server/areas/imaging/tokens.ts';
import type { Tx } from '../../../server/kernel/types.ts';

const Order = z.discriminatedUnion('order', [
  z.object({ order: z.literal('fill'), studies: z.number() }),
  z.object({ order: z.literal('memory') }),
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
      from pg_indexes i where i.tablename = 'imaging_study'
        and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`.execute(tx);
    for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(tx);
    await insert(tx, studies);
    for (const { definition } of rows) await sql.raw(definition).execute(tx);
  });
  await sql`analyze`.execute(kernel.db);
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
      null, null, now(), now(), null, 1
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
  else {
    fill(server, order.studies).then(
      () => process.send?.({ filled: true }),
      (error: unknown) => process.send?.({ filled: false, error: String(error) }),
    );
  }
});
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: server.url, dicom: server.listeners.dicom ?? '', token })}\n`);
