// A thread of the ECG fuzz bench: damages one seed many times, judges each file, and says in shared memory which one it is at.
import { parentPort } from 'node:worker_threads';
import { damaged } from '../../support/ecg-damage.ts';
import { judge, readSeed, type Verdict } from '../../support/ecg-mutation.ts';
import { ecgFuzzSeeds } from './fuzz-seeds.ts';
import { seeded } from './noise.ts';

export interface FuzzChunk {
  format: string;
  /** Of the chunk: the same number gives the same files. */
  seed: number;
  count: number;
  /** The number of the file that is being read. */
  at: Int32Array<SharedArrayBuffer>;
}

export interface FuzzResult {
  verdicts: Record<Verdict, number>;
  /** Thread time of the slowest file. */
  slowestMs: number;
  /** What failed, how often, and the first file of it in base64. */
  failures: { text: string; times: number; bytes: string }[];
}

// Refusals are counted by their words alone; a trace of calls for each is a tenth of the time.
Error.stackTraceLimit = 0;

/** Time of this thread: on a busy machine the clock on the wall counts the others' work too. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Files between two looks at the clock; of a slow batch each file is timed alone. */
const batch = 50;

const seeds = new Map(ecgFuzzSeeds().map((seed) => [seed.format, { seed, whole: readSeed(seed) }]));

function fuzz({ format, seed: number, count, at }: FuzzChunk): FuzzResult {
  const found = seeds.get(format);
  if (!found) throw new Error(`no seed ${format}`);
  const { seed, whole } = found;
  const random = seeded(number);
  const verdicts: Record<Verdict, number> = { refused: 0, problems: 0, clean: 0 };
  const failures = new Map<string, { times: number; bytes: string }>();
  let slowestMs = 0;
  for (let run = 0; run < count; ) {
    const until = Math.min(count, run + batch);
    const made = Array.from({ length: until - run }, () => damaged(seed, (limit) => Math.floor(random() * limit)));
    const started = cpuMs();
    for (const damage of made) {
      Atomics.store(at, 0, run++);
      try {
        verdicts[judge(seed, damage, whole)] += 1;
      } catch (error) {
        const text = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 200);
        const known = failures.get(text);
        if (known) known.times += 1;
        else if (failures.size < 200)
          failures.set(text, { times: 1, bytes: Buffer.from(damage.bytes).toString('base64') });
      }
    }
    // Not one of them can have taken longer than all of them.
    if (cpuMs() - started <= slowestMs) continue;
    for (const damage of made) {
      const from = cpuMs();
      try {
        judge(seed, damage, whole);
      } catch {
        // Counted above.
      }
      slowestMs = Math.max(slowestMs, cpuMs() - from);
    }
  }
  return { verdicts, slowestMs, failures: [...failures].map(([text, one]) => ({ text, ...one })) };
}

const port = parentPort;
if (port === null) throw new Error('fuzz-thread.ts runs as a worker thread only');
port.on('message', (chunk: FuzzChunk) => port.postMessage(fuzz(chunk)));
