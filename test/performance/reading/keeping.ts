// What the reader's window weighs: 3,500 slices against the bytes of their pixels, and a hundred cases opened and closed.
import { freemem } from 'node:os';
import type { CDPSession } from 'playwright-core';
import { atMost, beside, type Figure, notMeasured } from '../figure.ts';
import { rounded } from '../lab-ingest/statistics.ts';
import { heapOf } from './heap.ts';
import { scroll, untilPicture } from './in-page.ts';
import { backToList, findRow, untilResident } from './opening.ts';
import { howMany } from './size.ts';
import { browserBytes, type ReadingWorld } from './world.ts';

const wantedSlices = howMany(3_500, 600);
const sliceBytes = 512 * 512 * 2;
/** The window, the archive's and the station's page cache and whatever else runs: three times the pixels must be free. */
const roomFor = 3;
const cycles = howMany(100, 25);
const warmUp = 10;
const cycleSlices = 60;
const toldEvery = 10;
/** The list of a study's images alone is tens of kilobytes; two snapshots of the same screen differ by up to 10 kB. */
const leftAtMost = 1_000;

async function collected(session: CDPSession): Promise<void> {
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
}

export async function measureMemory(world: ReadingWorld): Promise<Figure[]> {
  const room = Math.floor(freemem() / roomFor / sliceBytes / 100) * 100;
  const slices = Math.min(wantedSlices, room);
  const name = `memory of the browser by the pixels of ${slices} slices`;
  const page = await world.openStation();
  const session = await page.context().newCDPSession(page);
  await collected(session);
  const before = await browserBytes(world.chromium);
  if (before === null) return [notMeasured(name, '此系统没有 /proc / this system has no /proc', 'times', '<= 1.6')];
  const study = await world.addStudy({ patientId: 'LARGE', slices });
  await findRow(page, study);
  const began = performance.now();
  await page.keyboard.press('Enter');
  await untilResident(page, slices);
  const seconds = (performance.now() - began) / 1000;
  await scroll(page, ['[data-testid="viewport-0"]'], 6_000);
  const loaded = (await browserBytes(world.chromium)) ?? 0;
  const pixels = slices * sliceBytes;
  await page.context().close();
  const figures = [
    atMost(name, rounded((loaded - before) / pixels, 2), 'times', 1.6),
    beside('  of it the whole browser, with the window as it stands at the worklist', rounded(loaded / 1e6), 'MB'),
    beside('  the window at the worklist', rounded(before / 1e6), 'MB'),
    beside(`  ${slices} slices resident after`, rounded(seconds, 1), 's'),
  ];
  if (slices === wantedSlices) return figures;
  return [
    ...figures,
    notMeasured(`memory of ${wantedSlices} slices`, `only ${rounded(freemem() / 1e9, 1)} GB free`, '', ''),
  ];
}

interface Weight {
  bytes: number;
  heapBytes: number;
  /** Of the heap, without compiled code. */
  dataBytes: number;
  codeBytes: number;
  nodes: number;
  listeners: number;
}

async function metricsOf(session: CDPSession): Promise<(name: string) => number> {
  await collected(session);
  const { metrics } = await session.send('Performance.getMetrics');
  return (name) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
}

async function weigh(world: ReadingWorld, session: CDPSession): Promise<Weight> {
  const metric = await metricsOf(session);
  const bytes = (await browserBytes(world.chromium)) ?? Number.NaN;
  // After the memory was weighed: a snapshot makes its own.
  const { data, code } = await heapOf(session);
  return {
    bytes,
    heapBytes: metric('JSHeapUsedSize'),
    dataBytes: data,
    codeBytes: code,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

/**
 * What is left behind is told by the bytes of data a case: the heap with its compiled code grows for hundreds of cases, while functions that run once
 * a case grow hot, and says nothing of a leak.
 */
export async function measureCycles(world: ReadingWorld): Promise<Figure[]> {
  const study = await world.addStudy({ patientId: 'CYCLE', slices: cycleSlices });
  const page = await world.openStation();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await findRow(page, study);
  let first: Weight | null = null;
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    await page.keyboard.press('Enter');
    await untilPicture(page);
    await untilResident(page, cycleSlices);
    await backToList(page);
    await page.locator(`[data-accession="${study.accession}"][aria-selected="true"]`).waitFor();
    if (cycle === warmUp) first = await weigh(world, session);
    if (cycle % toldEvery === 0) {
      const heapBytes = (await metricsOf(session))('JSHeapUsedSize');
      process.stderr.write(`reading: after ${cycle} cases the JavaScript heap is ${rounded(heapBytes / 1e6, 2)} MB\n`);
    }
  }
  const last = await weigh(world, session);
  await page.context().close();
  if (!first) throw new Error('no cycle was weighed');
  const times = (of: keyof Weight) => rounded(last[of] / (first?.[of] ?? Number.NaN), 3);
  const left = Math.round((last.dataBytes - first.dataBytes) / (cycles - warmUp));
  const what = `cases ${warmUp + 1} to ${cycles} opened and closed`;
  return [
    atMost(`memory of the browser, ${what}`, times('bytes'), 'times', 1.05),
    atMost('  JavaScript heap without compiled code', times('dataBytes'), 'times', 1.05),
    atMost('    left behind by a case', left, 'B', leftAtMost),
    atMost('  nodes of the document', times('nodes'), 'times', 1.05),
    atMost('  event listeners', times('listeners'), 'times', 1.05),
    beside('  memory of the browser at the end', rounded(last.bytes / 1e6), 'MB'),
    beside('  JavaScript heap with compiled code', times('heapBytes'), 'times'),
    beside('    compiled code after the first cases', rounded(first.codeBytes / 1e6, 1), 'MB'),
    beside('    compiled code at the end', rounded(last.codeBytes / 1e6, 1), 'MB'),
  ];
}
