// `npm run bench -- lab-ingest [--only=cable|memory|screen]`: from an analyzer's cable to the disk, to the screen, and what the host weighs meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside, type Figure } from './figure.ts';
import { measureScreen } from './lab-ingest/bench-screen.ts';
import { measureMemory } from './lab-ingest/memory.ts';
import { rounded } from './lab-ingest/statistics.ts';
import { measureThroughput } from './lab-ingest/throughput.ts';

const parts = { cable: measureThroughput, memory: measureMemory, screen: measureScreen };

/** @throws Error for a part that there is not */
function wantedParts(): readonly ((folder: string) => Promise<Figure[]>)[] {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);
  const wanted = Object.entries(parts).filter(([name]) => only === undefined || name === only);
  if (wanted.length > 0) return wanted.map(([, measure]) => measure);
  throw new Error(`没有这一部分 / no such part: ${only} (${Object.keys(parts).join(', ')})`);
}

export default async function labIngest(): Promise<Figure[]> {
  const wanted = wantedParts();
  const folder = mkdtempSync(join(tmpdir(), 'yishu-bench-'));
  const [load = 0] = loadavg();
  try {
    const figures: Figure[] = [];
    for (const measure of wanted) figures.push(...(await measure(folder)));
    return [
      ...figures,
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
