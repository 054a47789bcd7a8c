// The real server over real PostgreSQL for the simulation: its clock is the simulation's, its doors are called in process.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createServer, type Server, type ServerOptions } from '../../server/app.ts';
import { createWorkstation, enrol } from '../../server/areas/identity/module.ts';
import { insertSpecimen } from '../../server/areas/lab/specimen-store.ts';
import { patientBrief, savePatient, saveVisit, visitBrief } from '../../server/areas/patient/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { verifyAuditChain } from '../../server/kernel/audit-verify.ts';
import { feedHead } from '../../server/kernel/publisher.ts';
import { type Central, groups, type ServerAccount } from './central.ts';
import { type PlannedTube, tubeDocument } from './hospital.ts';
import { inRealTime, type VirtualTime } from './virtual-time.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
const system = systemCaller('local');

/** Statements under way hold the virtual time, whoever sent them. */
function holdForStatements(held: <Result>(work: Promise<Result>) => Promise<Result>): void {
  const query: (...args: unknown[]) => unknown = pg.Client.prototype.query;
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...args: unknown[]) {
      const answer = query.apply(this, args);
      if (answer instanceof Promise) void held(answer).catch(() => undefined);
      return answer;
    },
  });
}

async function accountOf(server: Server, barcodePrefix: string): Promise<ServerAccount> {
  const { db } = server.kernel;
  await server.kernel.drain();
  const like = `${barcodePrefix}%`;
  const specimens = await db.selectFrom('lab_specimen').select(['id', 'doc']).where('barcode', 'like', like).execute();
  const unplaced = await db
    .selectFrom('lab_unplaced')
    .select(['id', 'doc'])
    .where('specimen_barcode', 'like', like)
    .execute();
  const criticals = await db
    .selectFrom('critical_value')
    .select(['id', 'doc'])
    .where('subject_id', 'in', [nobody, ...specimens.map(({ id }) => id)])
    .execute();
  return {
    specimens: specimens.map(({ doc }) => doc),
    unplaced: unplaced.map(({ doc }) => doc),
    documents: new Map([
      ...specimens.map(({ id, doc }): [string, unknown] => [`specimen ${id}`, doc]),
      ...unplaced.map(({ id, doc }): [string, unknown] => [`unplaced ${id}`, doc]),
      ...criticals.map(({ id, doc }): [string, unknown] => [`critical ${id}`, doc]),
    ]),
    results: await db
      .selectFrom('lab_result')
      .select(['id', 'barcode', 'patient_id as patientId'])
      .where('barcode', 'like', like)
      .execute(),
    messages: await db
      .selectFrom('lab_message')
      .select(['message_id as messageId', 'content_hash as contentHash'])
      .where('specimen_barcode', 'like', like)
      .execute(),
    head: await feedHead(db),
  };
}

/** @param databaseUrl PostgreSQL with `?schema=` */
export async function openRealServer(databaseUrl: string, stationCount: number): Promise<Central> {
  const dataDir = await mkdtemp(join(tmpdir(), 'yishu-simulation-'));
  let epoch = { ms: Date.parse('1994-12-01T00:00:00Z'), time: null as VirtualTime | null };
  const now = () => new Date(epoch.ms + (epoch.time?.now() ?? 0));
  holdForStatements((work) => epoch.time?.held(work) ?? work);
  const options: ServerOptions = { dataDir, port: 0, databaseUrl, clock: { now }, log: () => undefined };
  const open = () => inRealTime(() => createServer(options));
  const first = await open();
  let server: Server | null = first;
  const stations: Central['stations'] = [];
  for (let index = 0; index < stationCount; index++) {
    const command = { id: randomUUID(), at: now().toISOString() };
    const input = { command, name: `工作站 ${index + 1}`, departmentId: '', labGroups: groups };
    const made = await createWorkstation(first.kernel, system, input);
    stations.push(await enrol(first.kernel, system, made.enrolmentCode));
  }
  await first.kernel.drain();

  function running(): Server {
    if (!server) throw new Error('the server is stopped');
    return server;
  }

  async function admit(tubes: readonly PlannedTube[], newId: () => string): Promise<Map<string, string>> {
    const { kernel } = running();
    const at = now().toISOString();
    const request = { id: newId(), at, name: 'simulation.admit', right: null, subject: tubes[0]?.barcode ?? '' };
    const patients = await inRealTime(() =>
      kernel.command(system, request, async (work) => {
        const made: [string, string][] = [];
        for (const tube of tubes) {
          const { barcode } = tube;
          const person = {
            number: `P${barcode}`,
            name: `病人${barcode}`,
            sex: 'male' as const,
            birthDate: '1980-01-01',
          };
          const patient = await savePatient(work, kernel.fields, person, 'his');
          const admission = { kind: 'inpatient' as const, number: `V${barcode}`, departmentId: 'W1' };
          const visit = visitBrief(await saveVisit(work, patient.id, admission));
          await insertSpecimen(work, tubeDocument(tube, patientBrief(patient, kernel.fields), visit, at, newId));
          made.push([barcode, patient.id]);
        }
        return made;
      }),
    );
    await kernel.drain();
    return new Map(patients);
  }

  return {
    url: first.url,
    door: () => server && ((request) => inRealTime(async () => running().fetch(request))),
    async stop() {
      const ending = server;
      server = null;
      await inRealTime(async () => ending?.close());
    },
    async start() {
      server ??= await open();
    },
    beginAt(ms, time) {
      epoch = { ms, time };
    },
    now,
    stations,
    admit,
    account: (barcodePrefix) => inRealTime(() => accountOf(running(), barcodePrefix)),
    async auditFault() {
      const { ok, broken, unlinked } = await verifyAuditChain(running().kernel.db);
      if (unlinked > 0) return `${unlinked} rows stand outside the chain`;
      return ok ? null : `${broken?.pos}: ${broken?.why}`;
    },
    async close() {
      epoch = { ms: epoch.ms, time: null };
      await server?.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
