// `npm run bench -- lab-ingest`: from an analyzer's cable to the disk, to the screen, and what the host weighs meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside, type Figure } from './figure.ts';
import { measureScreen } from './lab-ingest/bench-screen.ts';
import { rounded } from './lab-ingest/statistics.ts';
import { measureThroughput } from './lab-ingest/throughput.ts';

export default async function labIngest(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-bench-'));
  const [load = 0] = loadavg();
  try {
    const figures = [...(await measureThroughput(folder)), ...(await measureScreen(folder))];
    return [
      ...figures,
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
