// Runs simulations in a process of its own: `node test/simulation/run.ts --seeds 1-100 [--database URL] [--mutation NAME] [--trace]`.
// With a database the server is the real one, else the one in memory.
// Prints one line of JSON a simulation that failed, and a last line with the sums.
import { parseArgs } from 'node:util';
import { openMemoryServer } from './memory-server.ts';
import { openRealServer } from './real-server.ts';
import { mutations } from './simulated-station.ts';
import { simulate, stationCount } from './simulation.ts';
import { installVirtualTimers } from './virtual-time.ts';

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    seeds: { type: 'string', default: '1-10' },
    mutation: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

/** `7`, `1-100` and `3,5,9` */
function seedsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

/** In the past: the cache dates its rows by SQLite's own clock, and lets go of those that are a month old. */
const firstDay = Date.parse('1995-01-01T00:00:00Z');
/** Longer than the days that a new cache is filled with. */
const daysApart = 10;

const mutation = mutations.find((one) => one === values.mutation) ?? null;
installVirtualTimers();
const central = values.database ? await openRealServer(values.database, stationCount) : openMemoryServer(stationCount);
const sums = { simulations: 0, failed: 0, messages: 0, acknowledged: 0, faults: 0 };
const startedMs = performance.now();
for (const [index, seed] of seedsOf(values.seeds).entries()) {
  const outcome = await simulate(central, seed, firstDay + index * daysApart * 86_400_000, mutation);
  sums.simulations++;
  sums.messages += outcome.messages;
  sums.acknowledged += outcome.acknowledged;
  sums.faults += outcome.faults.length;
  if (outcome.violations.length === 0 && !values.trace) continue;
  if (outcome.violations.length > 0) sums.failed++;
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
await central.start();
const auditFault = await central.auditFault();
process.stdout.write(`${JSON.stringify({ ...sums, auditFault, ms: Math.round(performance.now() - startedMs) })}\n`);
await central.close();
process.exit(0);
