// `npm run bench -- archive`: storing, reading and searching, by turns with Orthanc in the same run where it is installed.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CtSeries, writeCtSeries } from './archive/ct-files.ts';
import { sendLarge } from './archive/large-object.ts';
import { type Archive, hasOrthanc, hasStorescu, type OwnArchive, startOrthanc, startOwn } from './archive/processes.ts';
import { frameRate, framesOf, metadataMs, pixelsOf, searchMs, streamMs } from './archive/reads.ts';
import { sendSeries, storeRate } from './archive/store-rate.ts';
import { atLeast, atMost, beside, type Figure, notMeasured } from './figure.ts';
import { median, percentile, rounded } from './lab-ingest/statistics.ts';

const rounds = 5;
const slices = 300;
const studies = 1_000_000;
const searches = 300;
/** 4,096 frames of 512 KB. */
const largeFrames = 4096;

async function storing(own: OwnArchive, peer: Archive | null, scratch: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const associations of [1, 4]) {
    const rates = { own: [] as number[], peer: [] as number[], nagle: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const plan = { scratch, associations, count: 300 / associations };
      if (peer) rates.peer.push(await storeRate(peer, { ...plan, nagle: false }));
      rates.own.push(await storeRate(own, { ...plan, nagle: false }));
      rates.nagle.push(await storeRate(own, { ...plan, nagle: true }));
    }
    const what = `C-STORE, ${associations} association${associations > 1 ? 's' : ''}`;
    figures.push(beside(what, rounded(median(rates.own)), 'instances/s'));
    if (peer) {
      figures.push(beside(`${what}, Orthanc`, rounded(median(rates.peer)), 'instances/s'));
      figures.push(atLeast(`${what}, times Orthanc`, rounded(median(rates.own) / median(rates.peer), 2), '', 1.5));
    } else figures.push(notMeasured(`${what}, times Orthanc`, 'Orthanc is not installed', '', '>= 1.5'));
    const goal = associations === 1 ? 130 : 330;
    figures.push(atLeast(`${what}, client with Nagle`, rounded(median(rates.nagle)), 'instances/s', goal));
  }
  return figures;
}

async function reading(own: OwnArchive, peer: Archive | null, series: CtSeries): Promise<Figure[]> {
  const seen: Record<'pixels' | 'frames' | 'metadata' | 'stream' | 'peerFrames' | 'peerMetadata', number[]> = {
    pixels: [],
    frames: [],
    metadata: [],
    stream: [],
    peerFrames: [],
    peerMetadata: [],
  };
  for (let round = 0; round <= rounds; round += 1) {
    const pixels = await frameRate(pixelsOf(own, series), own.headers);
    const frames = await frameRate(framesOf(own, series), own.headers);
    const metadata = await metadataMs(own, series);
    const stream = await streamMs(own, series);
    const peerFrames = peer ? await frameRate(framesOf(peer, series), peer.headers) : 0;
    const peerMetadata = peer ? await metadataMs(peer, series) : 0;
    // The first round warms both.
    if (round === 0) continue;
    for (const [name, value] of Object.entries({ pixels, frames, metadata, stream, peerFrames, peerMetadata })) {
      seen[name as keyof typeof seen].push(value);
    }
  }
  const figures = [
    atLeast('frames at 6 connections, /imaging/pixels', rounded(median(seen.pixels)), 'frames/s', 1500),
    atLeast('frames at 6 connections, WADO-RS', rounded(median(seen.frames)), 'frames/s', 1500),
    atMost(`metadata of ${slices} instances`, rounded(median(seen.metadata), 1), 'ms', 30),
    atMost(`${slices} slices in one stream`, rounded(median(seen.stream) / 1000, 2), 's', 3),
  ];
  if (!peer) return figures;
  return [
    ...figures,
    beside('frames at 6 connections, Orthanc', rounded(median(seen.peerFrames)), 'frames/s'),
    beside(`metadata of ${slices} instances, Orthanc`, rounded(median(seen.peerMetadata), 1), 'ms'),
  ];
}

export default async function archive(): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'yishu-archive-'));
  const [load = 0] = loadavg();
  const started: Archive[] = [];
  const figures: Figure[] = [];
  try {
    const large = await startOwn(join(scratch, 'large'));
    started.push(large);
    const before = await large.peakBytes();
    const seconds = await sendLarge(large, largeFrames);
    const peak = await large.peakBytes();
    figures.push(
      atMost('memory of the server after an object of 2 GB, peak', rounded(peak / 1e6), 'MB', 300),
      beside('of it before the object came', rounded(before / 1e6), 'MB'),
      beside('object of 2 GB', rounded(seconds, 1), 's'),
    );
    await large.stop();
    const own = await startOwn(join(scratch, 'own'));
    started.push(own);
    const peer = hasOrthanc ? await startOrthanc(join(scratch, 'peer')) : null;
    if (peer) started.push(peer);
    if (hasStorescu) {
      figures.push(...(await storing(own, peer, scratch)));
      const series = writeCtSeries(join(scratch, 'read'), slices);
      await sendSeries(own, series);
      if (peer) await sendSeries(peer, series);
      figures.push(...(await reading(own, peer, series)));
    } else figures.push(notMeasured('C-STORE', 'storescu is not installed', 'instances/s', '>= 1.5 times Orthanc'));
    await own.fill(studies);
    await searchMs(own, 50, Math.random);
    const latencies = await searchMs(own, searches, Math.random);
    figures.push(
      atMost(`QIDO with ${studies} studies, p95`, rounded(percentile(latencies, 0.95), 1), 'ms', 50),
      beside(`QIDO with ${studies} studies, median`, rounded(median(latencies), 1), 'ms'),
      beside('processors', availableParallelism(), ''),
      beside('load of the machine before the bench', rounded(load, 1), ''),
    );
    return figures;
  } finally {
    for (const one of started) await one.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
