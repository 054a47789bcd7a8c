// The seeded simulation of the suite: three real hosts and four analyzers in virtual time, with everything going wrong that may.
//
// 1,000 seeds run against the server's doors in memory, which follow the same contract and the same rules of placement: a seed costs
// about 0.1 s there. The first 60 of them run once more against the real server over real PostgreSQL, where a seed costs some 1,700
// statements. A seed that fails prints itself, what was wrong and what had happened; put it into seeds.json and see it again with
//   node test/simulation/run.ts --seeds SEED --trace
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startEmbeddedPostgres } from '../../server/db/embedded.ts';
import kept from './seeds.json' with { type: 'json' };
import { mutations } from './simulated-station.ts';

const memorySeeds = 1_000;
const realSeeds = 60;
const longestMs = 15 * 60_000;

const Failed = z.object({ seed: z.number(), violations: z.array(z.string()), trace: z.array(z.string()) });
const Sums = z.object({
  simulations: z.number(),
  failed: z.number(),
  messages: z.number(),
  acknowledged: z.number(),
  faults: z.number(),
  auditFault: z.string().nullable(),
});
type Sums = z.infer<typeof Sums>;

const program = fileURLToPath(new URL('./run.ts', import.meta.url));

/** One process: its simulations share nothing with those of the others. */
async function run(args: string[]): Promise<{ failed: z.infer<typeof Failed>[]; sums: Sums }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0) throw new Error(`the simulation ended with ${code}:\n${errors.join('').slice(-2_000)}`);
  const lines = output
    .join('')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  return { failed: lines.slice(0, -1).map((line) => Failed.parse(line)), sums: Sums.parse(lines.at(-1)) };
}

/** The seeds in as many processes as there are processors. */
async function runAll(seeds: number[], argsOf: (part: number) => string[]) {
  const parts = Math.min(availableParallelism(), 4, seeds.length);
  const runs = await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const own = seeds.filter((_seed, index) => index % parts === part);
      return run(['--seeds', own.join(','), ...argsOf(part)]);
    }),
  );
  const sum = (key: 'simulations' | 'messages' | 'acknowledged' | 'faults') =>
    runs.reduce((total, { sums }) => total + sums[key], 0);
  return {
    failed: runs.flatMap(({ failed }) => failed),
    simulations: sum('simulations'),
    messages: sum('messages'),
    acknowledged: sum('acknowledged'),
    faults: sum('faults'),
    auditFaults: runs.flatMap(({ sums }) => sums.auditFault ?? []),
  };
}

/** What a person needs to see of the seeds that failed. */
function report(failed: z.infer<typeof Failed>[]): string {
  return failed
    .slice(0, 3)
    .map(({ seed, violations, trace }) => [`seed ${seed}`, ...violations.slice(0, 20), ...trace.slice(-80)].join('\n'))
    .join('\n\n');
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const keptSeeds = kept.seeds.map(({ seed }) => seed);
/** Those that failed once come first, the others once each. */
const seedsUpTo = (count: number) => [...new Set([...keptSeeds, ...range(count)])];

describe('the server in memory', () => {
  test(
    `${memorySeeds} seeds: what was acknowledged is once in the record, or held with its reason`,
    async () => {
      const outcome = await runAll(seedsUpTo(memorySeeds), () => []);
      expect(report(outcome.failed)).toBe('');
      expect(outcome.simulations).toBeGreaterThanOrEqual(memorySeeds);
      // That much happened at all.
      expect(outcome.acknowledged).toBeGreaterThan(memorySeeds * 5);
      expect(outcome.faults).toBeGreaterThan(memorySeeds * 2);
    },
    longestMs,
  );

  test(
    'the same seed is the same world',
    async () => {
      const [first, second] = await Promise.all([
        run(['--seeds', '11-14', '--trace']),
        run(['--seeds', '11-14', '--trace']),
      ]);
      expect(first.failed).toHaveLength(4);
      expect(first.failed.flatMap(({ trace }) => trace)).toEqual(second.failed.flatMap(({ trace }) => trace));
    },
    longestMs,
  );

  test.each(mutations)(
    'a host that %s is found out',
    async (mutation) => {
      const { sums } = await run(['--seeds', '1-40', '--mutation', mutation]);
      expect(sums.failed).toBeGreaterThan(0);
    },
    longestMs,
  );
});

describe('the real server over PostgreSQL', () => {
  let url = '';
  let close: () => Promise<void> = async () => undefined;

  beforeAll(async () => {
    const external = process.env.DATABASE_URL;
    if (external) {
      url = external;
      return;
    }
    const dataDir = await mkdtemp(join(tmpdir(), 'yishu-simulation-'));
    const database = await startEmbeddedPostgres(dataDir, () => undefined);
    close = async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    };
    const { user, password, host, port, database: name } = database.connection;
    url = `postgres://${user}:${password}@${host}:${port}/${name}`;
    const client = new pg.Client(url);
    await client.connect();
    // Power cuts of the server are not simulated: no commit waits for the disk.
    await client.query(`alter role ${user} set synchronous_commit = off`);
    await client.end();
  }, 120_000);
  afterAll(() => close());

  test(
    `${realSeeds} seeds: the same promises, and a whole audit chain`,
    async () => {
      const join = url.includes('?') ? '&' : '?';
      const name = `simulation_${process.pid}`;
      const outcome = await runAll(seedsUpTo(realSeeds), (part) => [
        '--database',
        `${url}${join}schema=${name}_${part}`,
      ]);
      expect(report(outcome.failed)).toBe('');
      expect(outcome.auditFaults).toEqual([]);
      expect(outcome.simulations).toBeGreaterThanOrEqual(realSeeds);
      expect(outcome.acknowledged).toBeGreaterThan(realSeeds * 5);
    },
    longestMs,
  );
});
