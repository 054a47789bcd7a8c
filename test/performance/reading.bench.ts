// `npm run bench -- reading`: opening, loading, scrolling and keeping of pictures at the radiology station, by turns with the peer viewer where it is there.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath } from '../support/browser.ts';
import { beside, type Figure, notMeasured } from './figure.ts';
import { rounded } from './lab-ingest/statistics.ts';
import { measureCycles, measureMemory } from './reading/keeping.ts';
import { measureOpening, measureResident } from './reading/opening.ts';
import { measurePeer } from './reading/peer.ts';
import { measureScrolling } from './reading/scrolling.ts';
import { type Drawing, openReadingWorld, type ReadingWorld } from './reading/world.ts';

interface Part {
  measure: (world: ReadingWorld, folder: string) => Promise<Figure[]>;
  drawing: Drawing;
}

/** What can be measured alone: `YISHU_BENCH_PARTS=open,scroll npm run bench -- reading`. */
const parts: Record<string, Part> = {
  open: { measure: measureOpening, drawing: 'software' },
  resident: { measure: measureResident, drawing: 'software' },
  scroll: { measure: measureScrolling, drawing: 'software' },
  memory: { measure: measureMemory, drawing: 'software' },
  cycles: { measure: measureCycles, drawing: 'software' },
  peer: { measure: measurePeer, drawing: 'software' },
  'scroll-opengl': { measure: measureScrolling, drawing: 'opengl' },
  'peer-opengl': { measure: measurePeer, drawing: 'opengl' },
};

function wanted(): string[] {
  const named = (process.env.YISHU_BENCH_PARTS ?? '').split(',').filter(Boolean);
  const all = Object.keys(parts);
  const unknown = named.find((name) => !all.includes(name));
  if (unknown) throw new Error(`no part is called ${unknown}: ${all.join(', ')}`);
  return all.filter((name) => named.length === 0 || named.includes(name));
}

/** The same name would be two figures of one bench. */
const underOpenGl = (figure: Figure): Figure => ({ ...figure, name: `${figure.name} (OpenGL in software)` });

export default async function reading(): Promise<Figure[]> {
  const chosen = wanted();
  if (browserPath === null) {
    const why = '没有 Chromium / no Chromium: apt-get install chromium, or set YISHU_CHROMIUM';
    return chosen.map((name) => notMeasured(name, why, '', 'holds'));
  }
  const [load = 0] = loadavg();
  const figures: Figure[] = [];
  for (const name of chosen) {
    // Each part has a hospital of its own: what one part left on the worklist is not fetched ahead in the next.
    const folder = mkdtempSync(join(tmpdir(), 'yishu-reading-'));
    try {
      const part = parts[name];
      if (!part) continue;
      const world = await openReadingWorld(folder, part.drawing);
      try {
        const made = await part.measure(world, folder);
        const found = part.drawing === 'software' ? made : made.map(underOpenGl);
        for (const one of found) process.stderr.write(`reading: ${one.name}: ${one.value} ${one.unit}\n`);
        figures.push(...found);
      } finally {
        await world.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  figures.push(beside('processors', availableParallelism(), ''));
  figures.push(beside('load of the machine before the bench', rounded(load, 1), ''));
  return figures;
}
