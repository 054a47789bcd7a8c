// How fast one analyzer on one connection is served with nothing promised that is not on disk. The server is away: everything that
// the station takes in stays in its own store, the heaviest case for it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atLeast, beside, type Figure } from '../figure.ts';
import { type AnalyzerLine, openAnalyzerLine } from './analyzer-line.ts';
import { countedResults } from './messages.ts';
import { noServer, type StationProcess, startStationProcess } from './station-process.ts';
import { median, percentile, rounded } from './statistics.ts';

const runs = 5;
const transfersPerRun = 400;
const pouredPerRun = 1_500;
/** Transfers that an analyzer which does not wait has under way. */
const ahead = 64;

const progress = (text: string) => void process.stderr.write(`lab-ingest: ${text}\n`);

/** Messages a second when each waits for the acknowledgement of the one before, and how long each waited. */
async function stopAndWait(line: AnalyzerLine, prefix: string): Promise<{ rate: number; waits: number[] }> {
  const waits: number[] = [];
  const began = performance.now();
  for (const text of countedResults(prefix, transfersPerRun)) {
    const { writtenAt, acknowledgedAt } = await line.transfer(text);
    waits.push(acknowledgedAt - writtenAt);
  }
  return { rate: (transfersPerRun * 1000) / (performance.now() - began), waits };
}

async function poured(line: AnalyzerLine, prefix: string, count: number): Promise<number> {
  const began = performance.now();
  await line.pour(countedResults(prefix, count), ahead);
  return (count * 1000) / (performance.now() - began);
}

async function startSink(folder: string): Promise<{ address: string; stop(): Promise<void> }> {
  const script = fileURLToPath(new URL('./sink.ts', import.meta.url));
  const child = spawn(process.execPath, [script, join(folder, 'sink.bin')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error('the sink ended before it listened')));
  });
  return {
    address,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function rates(station: StationProcess, folder: string): Promise<Figure[]> {
  const sink = await startSink(folder);
  const [hostLine, sinkLine] = [await openAnalyzerLine(station.door), await openAnalyzerLine(sink.address)];
  const host: { rate: number; waits: number[] }[] = [];
  const plain: number[] = [];
  const free: number[] = [];
  try {
    await stopAndWait(hostLine, 'warm-');
    for (let run = 0; run < runs; run += 1) {
      // In turns, so that whatever else the machine does falls on both.
      host.push(await stopAndWait(hostLine, `wait${run}-`));
      plain.push((await stopAndWait(sinkLine, `sink${run}-`)).rate);
      free.push(await poured(hostLine, `pour${run}-`, pouredPerRun));
      progress(`run ${run + 1} of ${runs}: ${rounded(host.at(-1)?.rate ?? 0)} messages/s`);
    }
  } finally {
    hostLine.close();
    sinkLine.close();
    await sink.stop();
  }
  const waits = host.flatMap((run) => run.waits);
  const rate = median(host.map((run) => run.rate));
  return [
    atLeast('single-frame messages, one connection, stop-and-wait', rounded(rate), 'messages/s', 300),
    beside('  slowest of the runs', rounded(Math.min(...host.map((run) => run.rate))), 'messages/s'),
    atLeast('single-frame messages, one connection, sent ahead', rounded(median(free)), 'messages/s', 300),
    beside('  the same to a file and fsync (what the machine can do)', rounded(median(plain)), 'messages/s'),
    beside('  share of that which the host reaches', rounded(rate / median(plain), 2), ''),
    beside('last byte to row in the inbox (ACK seen), flat out, p50', rounded(median(waits), 2), 'ms'),
    beside('last byte to row in the inbox (ACK seen), flat out, p95', rounded(percentile(waits, 0.95), 2), 'ms'),
  ];
}

export async function measureThroughput(folder: string): Promise<Figure[]> {
  const station = await startStationProcess({ dataDir: join(folder, 'rates'), serverUrl: noServer });
  return await rates(station, folder).finally(() => station.stop());
}
