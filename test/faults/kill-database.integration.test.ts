// The database killed under the server in the middle of a transaction, and both killed with a file that names a stranger: nothing lost, nothing twice.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPostgresAlive, readPostmaster } from '../../server/db/postmaster-file.ts';
import { expectWhole } from './record.ts';
import { until } from './until.ts';
import { openWorld, type Tube, value, type World } from './world.ts';

let world: World;
const acknowledged: Tube[] = [];
const steps = ['transaction-opened', 'rows-written', 'before-commit', 'after-commit', 'sequencer-numbered'] as const;

beforeAll(async () => {
  world = await openWorld(2 * 2 * steps.length + 4);
  await world.startServer();
  await world.startHost();
  await world.settled([]);
});
afterAll(() => world?.close());

const noBreak = () => Promise.reject(new Error('the host must go on without its server'));

async function expectHealed(tubes: readonly Tube[]): Promise<void> {
  acknowledged.push(...tubes);
  expectWhole(await world.settled(tubes), acknowledged, value);
}

async function isHealthy(): Promise<boolean> {
  return (await world.manager.fetch('/healthz').catch(() => null))?.ok ?? false;
}

/** A database whose server was killed ends by itself, too: it may have been quicker. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** SIGQUIT is PostgreSQL's immediate shutdown, SIGKILL leaves its helpers to find out by themselves. */
const kills = (['SIGQUIT', 'SIGKILL'] as const).flatMap((signal) => steps.map((step) => [signal, step] as const));

test.each(kills)('%s to the database at %s; the server goes on', async (signal, step) => {
  const tubes = world.take(2);
  const folder = join(world.serverDir, 'postgres', 'data');
  const before = await readPostmaster(folder);
  await world.arm(step === 'sequencer-numbered' ? ['after-commit', step] : [step], 'database', signal);
  await world.measure(tubes, noBreak);
  await world.server().heard('done');
  await until('another database process', async () => {
    const now = await readPostmaster(folder);
    return now && now.pid !== before?.pid && (await isHealthy());
  });
  await expectHealed(tubes);
  expect(world.server().isRunning()).toBe(true);
});

test.each([
  ['the server, then its database', ['server', 'database']],
  ['the database, then its server', ['database', 'server']],
])('killed in the middle of a result: %s, and another process has the old pid', async (_what, order) => {
  const tubes = world.take(2);
  const folder = join(world.serverDir, 'postgres', 'data');
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  const pid = Number.parseInt(text, 10);
  await world.arm(order[0] === 'server' ? ['before-commit'] : ['never']);
  const measured = world.measure(tubes, noBreak);
  for (const victim of order) {
    if (victim === 'database') killIfThere(pid);
    else if (order[0] !== 'server') world.server().kill();
    if (victim === 'server') await world.server().ended;
  }
  await measured;
  await until('the end of the database', async () => !(await isPostgresAlive(pid)));
  // After a restart of the machine the old pid may be anybody's: here it is this test's.
  await writeFile(file, text.replace(/^\d+/, String(process.pid)));
  await world.startServer();
  await expectHealed(tubes);
});
