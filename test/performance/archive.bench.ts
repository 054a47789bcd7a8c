// `npm run bench -- archive`: storing, reading and searching, by turns with Orthanc in the same run where it is installed.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf } from '../../main/cli/server-client.ts';
import { testPassword } from '../support/server.ts';
import { type CtSeries, writeCtSeries } from './archive/ct-files.ts';
import { sendLarge } from './archive/large-object.ts';
import {
  type Archive,
  benchReaders,
  hasOrthanc,
  hasStorescu,
  type OwnArchive,
  startOrthanc,
  startOwn,
} from './archive/processes.ts';
import { frameRate, framesOf, metadataMs, pixelsOf, searchMs, seenStudies, streamMs } from './archive/reads.ts';
import { sendSeries, storeRate } from './archive/store-rate.ts';
import { atLeast, atMost, beside, type Figure, notMeasured } from './figure.ts';
import { median, percentile, rounded } from './lab-ingest/statistics.ts';

const rounds = 5;
const slices = 300;
const studies = 1_000_000;
/** Of each shape. */
const searches = 40;
/** 4,096 frames of 512 KB. */
const largeFrames = 4096;

async function storing(own: OwnArchive, peer: Archive | null, scratch: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const associations of [1, 4]) {
    const rates = { own: [] as number[], peer: [] as number[], nagle: [] as number[] };
    const processor: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // As many on each: the start of four senders would be most of a shorter run.
      const plan = { scratch, associations, count: slices };
      if (peer) rates.peer.push(await storeRate(peer, { ...plan, nagle: false }));
      const before = await own.processorMs();
      rates.own.push(await storeRate(own, { ...plan, nagle: false }));
      processor.push(((await own.processorMs()) - before) / (associations * slices));
      rates.nagle.push(await storeRate(own, { ...plan, nagle: true }));
    }
    const what = `C-STORE, ${associations} association${associations > 1 ? 's' : ''}`;
    figures.push(beside(what, rounded(median(rates.own)), 'instances/s'));
    // What a machine with other work says of it.
    figures.push(beside(`${what}, processor time of the server for one`, rounded(median(processor), 2), 'ms'));
    if (peer) {
      figures.push(beside(`${what}, Orthanc`, rounded(median(rates.peer)), 'instances/s'));
      figures.push(atLeast(`${what}, times Orthanc`, rounded(median(rates.own) / median(rates.peer), 2), '', 1.5));
    } else figures.push(notMeasured(`${what}, times Orthanc`, 'Orthanc is not installed', '', '>= 1.5'));
    const goal = associations === 1 ? 130 : 330;
    figures.push(atLeast(`${what}, client with Nagle`, rounded(median(rates.nagle)), 'instances/s', goal));
  }
  return figures;
}

/** Alone, and right after thousands of objects were stored. */
type Moment = 'at rest' | 'after storing';

async function reading(
  own: OwnArchive,
  peer: Archive | null,
  { series, moment }: { series: CtSeries; moment: Moment },
): Promise<Figure[]> {
  const seen: Record<
    'pixels' | 'framesProcessor' | 'frames' | 'metadata' | 'stream' | 'peerFrames' | 'peerMetadata',
    number[]
  > = {
    pixels: [],
    framesProcessor: [],
    frames: [],
    metadata: [],
    stream: [],
    peerFrames: [],
    peerMetadata: [],
  };
  for (let round = 0; round <= rounds; round += 1) {
    const before = await own.processorMs();
    const pixels = await frameRate(pixelsOf(own, series), own.headers);
    const frames = await frameRate(framesOf(own, series), own.headers);
    const framesProcessor = ((await own.processorMs()) - before) / (2 * slices);
    const metadata = await metadataMs(own, series);
    const stream = await streamMs(own, series);
    const peerFrames = peer ? await frameRate(framesOf(peer, series), peer.headers) : 0;
    const peerMetadata = peer ? await metadataMs(peer, series) : 0;
    // The first round warms both.
    if (round === 0) continue;
    for (const [name, value] of Object.entries({
      pixels,
      framesProcessor,
      frames,
      metadata,
      stream,
      peerFrames,
      peerMetadata,
    })) {
      seen[name as keyof typeof seen].push(value);
    }
  }
  const figures = [
    atLeast(`frames at 6 connections, /imaging/pixels, ${moment}`, rounded(median(seen.pixels)), 'frames/s', 1500),
    atLeast(`frames at 6 connections, WADO-RS, ${moment}`, rounded(median(seen.frames)), 'frames/s', 1500),
    // What a machine with other work says of it: rates there are of the others.
    beside(`processor time of the server for a frame, ${moment}`, rounded(median(seen.framesProcessor), 2), 'ms'),
    atMost(`metadata of ${slices} instances, ${moment}`, rounded(median(seen.metadata), 1), 'ms', 30),
    atMost(`${slices} slices in one stream, ${moment}`, rounded(median(seen.stream) / 1000, 2), 's', 3),
  ];
  if (!peer) return figures;
  return [
    ...figures,
    beside(`frames at 6 connections, Orthanc, ${moment}`, rounded(median(seen.peerFrames)), 'frames/s'),
    beside(`metadata of ${slices} instances, Orthanc, ${moment}`, rounded(median(seen.peerMetadata), 1), 'ms'),
  ];
}

async function largeObject(scratch: string): Promise<Figure[]> {
  const server = await startOwn(join(scratch, 'large'));
  try {
    const before = await server.peakBytes();
    const seconds = await sendLarge(server, largeFrames);
    const peak = await server.peakBytes();
    return [
      atMost('memory of the server after an object of 2 GB, peak', rounded(peak / 1e6), 'MB', 300),
      beside('of it before the object came', rounded(before / 1e6), 'MB'),
      beside('object of 2 GB', rounded(seconds, 1), 's'),
    ];
  } finally {
    await server.stop();
  }
}

async function searching(own: OwnArchive): Promise<Figure[]> {
  await own.fill(studies);
  const figures: Figure[] = [];
  /** Just before the searches: the session of somebody who waits for those of others would end meanwhile. */
  async function loggedIn(who: keyof typeof benchReaders): Promise<Record<string, string>> {
    const cookie = { value: '' };
    await clientOf(own.url, cookie).identity.login({ user: benchReaders[who], password: testPassword });
    return { cookie: cookie.value };
  }
  for (const who of ['all', 'centre', 'township'] as const) {
    const asked = { ...own, headers: who === 'all' ? own.headers : await loggedIn(who) };
    const seen = seenStudies[who];
    await searchMs(asked, { count: 3, seen }, Math.random);
    const byShape = await searchMs(asked, { count: searches, seen }, Math.random);
    const all = [...byShape.values()].flat();
    figures.push(
      atMost(`QIDO with ${studies} studies, ${who}, p95`, rounded(percentile(all, 0.95), 1), 'ms', 50),
      beside(`QIDO with ${studies} studies, ${who}, median`, rounded(median(all), 1), 'ms'),
    );
    for (const [name, latencies] of byShape)
      figures.push(beside(`QIDO, ${who}, ${name}, p95`, rounded(percentile(latencies, 0.95), 1), 'ms'));
  }
  return figures;
}

/** What can be measured alone: `YISHU_BENCH_PARTS=read,search npm run bench -- archive`. */
const parts = ['large', 'store', 'read', 'search'] as const;
type BenchPart = (typeof parts)[number];

function wanted(): Set<BenchPart> {
  const named = (process.env.YISHU_BENCH_PARTS ?? '').split(',').filter(Boolean);
  const unknown = named.find((name) => !parts.some((part) => part === name));
  if (unknown) throw new Error(`no part is called ${unknown}: ${parts.join(', ')}`);
  return new Set(parts.filter((part) => named.length === 0 || named.includes(part)));
}

export default async function archive(): Promise<Figure[]> {
  const chosen = wanted();
  const scratch = mkdtempSync(join(tmpdir(), 'yishu-archive-'));
  const [load = 0] = loadavg();
  const started: Archive[] = [];
  const figures: Figure[] = [];
  try {
    if (chosen.has('large')) figures.push(...(await largeObject(scratch)));
    if (chosen.has('store') || chosen.has('read') || chosen.has('search')) {
      const own = await startOwn(join(scratch, 'own'));
      started.push(own);
      const compared = hasOrthanc && (chosen.has('store') || chosen.has('read'));
      const peer = compared ? await startOrthanc(join(scratch, 'peer')) : null;
      if (peer) started.push(peer);
      if (!hasStorescu) {
        figures.push(notMeasured('C-STORE', 'storescu is not installed', 'instances/s', '>= 1.5 times Orthanc'));
      } else {
        async function read(moment: Moment): Promise<void> {
          const series = writeCtSeries(join(scratch, 'read'), slices);
          await sendSeries(own, series);
          if (peer) await sendSeries(peer, series);
          figures.push(...(await reading(own, peer, { series, moment })));
        }
        if (chosen.has('read')) await read('at rest');
        if (chosen.has('store')) figures.push(...(await storing(own, peer, scratch)));
        if (chosen.has('store') && chosen.has('read')) await read('after storing');
      }
      if (chosen.has('search')) figures.push(...(await searching(own)));
    }
    figures.push(beside('processors', availableParallelism(), ''));
    figures.push(beside('load of the machine before the bench', rounded(load, 1), ''));
    return figures;
  } finally {
    for (const one of started) await one.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
