// What a host weighs while 100,000 results come in faster than they are read. The server is away: everything that the station
// takes in stays in its own store, the heaviest case for it.
import { join } from 'node:path';
import { atMost, beside, type Figure, notMeasured } from '../figure.ts';
import { openAnalyzerLine } from './analyzer-line.ts';
import { countedResults } from './messages.ts';
import { memoryOf, noServer, type StationProcess, startStationProcess } from './station-process.ts';
import { rounded } from './statistics.ts';

const results = 100_000;
const parts = 4;
const goalMb = 250;
/** Transfers that the analyzer has under way. */
const ahead = 64;

async function figures(station: StationProcess): Promise<Figure[]> {
  const name = 'memory of the host after 100,000 results, server away (RSS)';
  const idle = memoryOf(station.pid);
  if (idle === null) return [notMeasured(name, '此系统没有 /proc / this system has no /proc', 'MB', `<= ${goalMb}`)];
  const line = await openAnalyzerLine(station.door);
  const onTheWay: Figure[] = [];
  const part = results / parts;
  for (let done = 0; done < results; ) {
    const began = performance.now();
    await line.pour(countedResults(`memory${done}-`, part), ahead);
    done += part;
    const now = rounded(memoryOf(station.pid)?.nowMb ?? 0);
    const rate = rounded((part * 1000) / (performance.now() - began));
    process.stderr.write(`lab-ingest: ${done} results, ${rate}/s, ${now} MB\n`);
    if (done < results) onTheWay.push(beside(`  after ${done.toLocaleString('en')}`, now, 'MB'));
  }
  line.close();
  const after = memoryOf(station.pid) ?? idle;
  return [
    atMost(name, rounded(after.nowMb), 'MB', goalMb),
    beside('  before the first result', rounded(idle.nowMb), 'MB'),
    ...onTheWay,
    beside('  highest on the way', rounded(after.highestMb), 'MB'),
  ];
}

export async function measureMemory(folder: string): Promise<Figure[]> {
  const station = await startStationProcess({ dataDir: join(folder, 'memory'), serverUrl: noServer });
  return await figures(station).finally(() => station.stop());
}
