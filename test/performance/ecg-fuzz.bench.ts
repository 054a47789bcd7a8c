// `npm run bench -- ecg-fuzz`: a million damaged files of every ECG format, in chunks on a few threads, each within a time bound.
// ECG_FUZZ_COUNT for fewer, ECG_FUZZ_FORMAT='scp;wfdb-zip' for some, ECG_FUZZ_SEED for others, ECG_FUZZ_FROM to go on at a later chunk.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ecgFuzzSeeds } from './ecg/fuzz-seeds.ts';
import type { FuzzChunk, FuzzResult } from './ecg/fuzz-thread.ts';
import { atMost, beside, type Figure } from './figure.ts';

/** No small file may take longer: what does is on its way to a hang. */
const boundMs = 1000;
const chunkFiles = 10_000;
/** A file that is still the same after so long hangs, however busy the machine is. */
const hangMs = 60_000;

interface Total extends FuzzResult {
  files: number;
  hangs: number;
}

const none = (): Total => ({
  files: 0,
  hangs: 0,
  verdicts: { refused: 0, problems: 0, clean: 0 },
  slowestMs: 0,
  failures: [],
});

function add(total: Total, count: number, result: FuzzResult): void {
  total.files += count;
  for (const verdict of ['refused', 'problems', 'clean'] as const) total.verdicts[verdict] += result.verdicts[verdict];
  total.slowestMs = Math.max(total.slowestMs, result.slowestMs);
  for (const failure of result.failures) {
    const known = total.failures.find(({ text }) => text === failure.text);
    if (known) known.times += failure.times;
    else total.failures.push(failure);
  }
}

/** One chunk on a thread; null when a file of it hangs or ends the thread, which then is no more. */
function runChunk(worker: Worker, chunk: FuzzChunk): Promise<FuzzResult | null> {
  return new Promise((resolve) => {
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(chunk.at, 0);
      if (now === last) finish(null);
      last = now;
    }, hangMs);
    function finish(result: FuzzResult | null): void {
      clearInterval(watch);
      worker.off('message', finish).off('error', broke);
      if (result === null) void worker.terminate();
      resolve(result);
    }
    function broke(error: Error): void {
      process.stderr.write(`${chunk.format}: the thread ended: ${error.message}\n`);
      finish(null);
    }
    worker.on('message', finish).on('error', broke);
    worker.postMessage(chunk);
  });
}

async function fuzzAll(chunks: Omit<FuzzChunk, 'at'>[], totals: Map<string, Total>): Promise<void> {
  const thread = new URL('./ecg/fuzz-thread.ts', import.meta.url);
  const at = new Int32Array(new SharedArrayBuffer(4));
  let worker = new Worker(thread);
  for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
    const total = totals.get(chunk.format) ?? none();
    totals.set(chunk.format, total);
    const result = await runChunk(worker, { ...chunk, at });
    if (result) add(total, chunk.count, result);
    else {
      total.hangs += 1;
      process.stderr.write(`${chunk.format}: file ${Atomics.load(at, 0)} of chunk seed ${chunk.seed} hangs\n`);
      worker = new Worker(thread);
    }
  }
  await worker.terminate();
}

export default async function ecgFuzz(): Promise<Figure[]> {
  const count = Number(process.env.ECG_FUZZ_COUNT ?? 1_000_000);
  const only = process.env.ECG_FUZZ_FORMAT?.split(';');
  const seedNumber = Number(process.env.ECG_FUZZ_SEED ?? 1);
  const first = Number(process.env.ECG_FUZZ_FROM ?? 0);
  const seeds = ecgFuzzSeeds();
  const unknown = only?.find((name) => !seeds.some(({ format }) => format === name));
  if (unknown !== undefined)
    throw new Error(`ECG_FUZZ_FORMAT: no format is called ${unknown}: ${seeds.map(({ format }) => format).join('; ')}`);
  const wanted = seeds.filter(({ format }) => !only || only.includes(format));
  const chunks = wanted.flatMap((seed) => {
    const { format, share } = seed;
    // The same damage whether it runs alone or among all.
    const index = seeds.indexOf(seed);
    const files = Math.ceil(count * share);
    return Array.from({ length: Math.ceil(files / chunkFiles) }, (_, at) => ({
      format,
      seed: ((seedNumber * 64 + index) << 16) + first + at,
      count: Math.min(chunkFiles, files - at * chunkFiles),
    }));
  });
  const totals = new Map<string, Total>();
  const threads = Math.min(chunks.length, availableParallelism());
  await Promise.all(Array.from({ length: threads }, () => fuzzAll(chunks, totals)));
  return wanted.flatMap(({ format }): Figure[] => {
    const total = totals.get(format) ?? none();
    for (const { text, times, bytes } of total.failures.toSorted((a, b) => b.times - a.times).slice(0, 10))
      process.stderr.write(`${format} ${times} x ${text}\n  ${bytes.length < 20_000 ? bytes : 'a large file'}\n`);
    const failed = total.failures.reduce((sum, { times }) => sum + times, 0);
    return [
      atMost(`${format}: crashes, invented or silently lost waves`, failed, `of ${total.files}`, 0),
      atMost(`${format}: files that hang or end the thread`, total.hangs, '', 0),
      atMost(`${format}: slowest file`, Math.round(total.slowestMs * 10) / 10, 'ms', boundMs),
      beside(`${format}: refused`, total.verdicts.refused, ''),
      beside(`${format}: read with problems`, total.verdicts.problems, ''),
      beside(`${format}: read as a whole file (values or names changed, or nothing)`, total.verdicts.clean, ''),
    ];
  });
}
