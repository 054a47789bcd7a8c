// From the last byte on the wire to the screen: server, host and Chromium as they stand at a bench, 10,000 specimens in the list, 50 results a second.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ensureBuilt } from '../../../scripts/build.mjs';
import { browserPath, launchBrowser } from '../../support/browser.ts';
import { browser } from '../../support/server.ts';
import { atLeast, atMost, beside, type Figure, notMeasured } from '../figure.ts';
import { type AnalyzerLine, openAnalyzerLine } from './analyzer-line.ts';
import { oneResult } from './messages.ts';
import {
  drawnBarcodes,
  login,
  type Seen,
  scrollFramesPerSecond,
  seenRows,
  untilFollowing,
  watchRows,
} from './screen.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { memoryOf, type StationProcess, startStationProcess } from './station-process.ts';
import { median, percentile, rounded } from './statistics.ts';

const listRows = 10_000;
const resultsPerSecond = 50;
const watchedRows = 40;
const runs = 3;
const resultsPerRow = 5;
const scrollRuns = 5;
const scrollMs = 3_000;
/** More than four rows a frame: each frame has news to show. */
const scrollPixels = 120;
const goals = { screenMs: 300, framesPerSecond: 50, memoryMb: 250 } as const;
const instrumentId = 'sysmex-xn-550';
const names = {
  toScreen: `last byte to the screen at ${resultsPerSecond} results/s, p95`,
  scroll: '10,000-row grid scrolling, frames with new rows',
} as const;

const progress = (text: string) => void process.stderr.write(`lab-ingest: ${text}\n`);
const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

interface Sent {
  barcode: string;
  /** How many results the row shows once this one is there. */
  done: number;
  writtenAt: number;
  acknowledgedMs: number;
}

interface Channel {
  code: string;
  value: string;
  unit: string;
}

/** Tests of a blood count that the instrument sends in the laboratory's own unit, with a value in the middle of the range. */
async function channelsOf(server: ServerProcess, barcode: string): Promise<Channel[]> {
  const { api } = browser(server.server);
  // Not the person at the screen: a second login may end the first.
  await api.identity.login(accountOf(server, 'lab-technician'));
  const dictionaries = await api.lab.dictionaries();
  const document = await api.lab.byBarcode({ barcode });
  const channels = dictionaries.instrument[instrumentId]?.channels ?? [];
  return document.lines.flatMap(({ testCode, unit }) => {
    const channel = channels.find((one) => one.testCode === testCode && one.factor === 1 && (one.unit ?? unit) !== '');
    const range = dictionaries.test[testCode]?.ranges.find(({ low, high }) => low !== null && high !== null);
    if (!channel || range?.low == null || range.high == null) return [];
    return [{ code: channel.channel, value: ((range.low + range.high) / 2).toFixed(2), unit: channel.unit ?? unit }];
  });
}

function accountOf({ accounts }: ServerProcess, wanted: string): { user: string; password: string } {
  const account = accounts.find(({ role }) => role === wanted);
  if (!account) throw new Error(`the demo has no ${wanted}`);
  return account;
}

/** One result for each row in turn, 50 a second; each carries the next test of its row. */
async function send(line: AnalyzerLine, barcodes: string[], channels: Channel[], from: number): Promise<Sent[]> {
  const sent: Sent[] = [];
  const began = performance.now();
  for (const [place, { code, value, unit }] of channels.slice(from, from + resultsPerRow).entries()) {
    for (const barcode of barcodes) {
      await wait(Math.max(0, began + (sent.length * 1000) / resultsPerSecond - performance.now()));
      const { writtenAt, acknowledgedAt } = await line.transfer(oneResult(barcode, code, value, unit));
      const acknowledgedMs = acknowledgedAt - writtenAt;
      sent.push({ barcode, done: from + place + 1, writtenAt: performance.timeOrigin + writtenAt, acknowledgedMs });
    }
  }
  return sent;
}

/** How long each result took to stand in a drawn frame; what was never seen is infinitely late. */
function delays(sent: Sent[], seen: Seen[]): number[] {
  return sent.map(({ barcode, done, writtenAt }) => {
    const shown = seen.find((one) => one.barcode === barcode && one.done >= done && one.at >= writtenAt - 1);
    return shown ? shown.at - writtenAt : Number.POSITIVE_INFINITY;
  });
}

async function toScreen(page: Page, server: ServerProcess, station: StationProcess): Promise<Figure[]> {
  const barcodes = (await drawnBarcodes(page)).filter((barcode) => barcode.startsWith('88')).slice(0, watchedRows);
  if (barcodes.length === 0) throw new Error('none of the bench’s specimens is in sight');
  const channels = await channelsOf(server, barcodes[0] ?? '');
  if (channels.length < runs * resultsPerRow) throw new Error(`only ${channels.length} tests can be sent`);
  const line = await openAnalyzerLine(station.door);
  const medians: number[] = [];
  const late: number[] = [];
  const stored: number[] = [];
  let missing = 0;
  for (let run = 0; run < runs; run += 1) {
    await watchRows(page);
    const sent = await send(line, barcodes, channels, run * resultsPerRow);
    await wait(3_000);
    const found = delays(sent, await seenRows(page));
    missing += found.filter((delay) => delay === Number.POSITIVE_INFINITY).length;
    medians.push(median(found));
    late.push(percentile(found, 0.95));
    stored.push(...sent.map(({ acknowledgedMs }) => acknowledgedMs));
    progress(`${sent.length} results: p50 ${rounded(medians.at(-1) ?? 0)} ms, p95 ${rounded(late.at(-1) ?? 0)} ms`);
  }
  line.close();
  return [
    beside(
      `last byte to row in the inbox (ACK seen) at ${resultsPerSecond} results/s, p50`,
      rounded(median(stored), 2),
      'ms',
    ),
    beside(
      `last byte to row in the inbox (ACK seen) at ${resultsPerSecond} results/s, p95`,
      rounded(percentile(stored, 0.95), 2),
      'ms',
    ),
    beside(`last byte to the screen at ${resultsPerSecond} results/s, p50`, rounded(median(medians)), 'ms'),
    atMost(names.toScreen, rounded(median(late)), 'ms', goals.screenMs),
    beside('  results that were not seen on the screen', missing, ''),
  ];
}

async function scrolling(page: Page): Promise<Figure[]> {
  const rates: number[] = [];
  for (let run = 0; run < scrollRuns; run += 1) rates.push(await scrollFramesPerSecond(page, scrollPixels, scrollMs));
  progress(`scrolling: ${rates.map((rate) => rounded(rate)).join(', ')} frames/s`);
  return [
    atLeast(names.scroll, rounded(median(rates), 1), 'frames/s', goals.framesPerSecond),
    beside('  slowest of the runs', rounded(Math.min(...rates), 1), 'frames/s'),
  ];
}

async function onScreen(server: ServerProcess, station: StationProcess): Promise<Figure[]> {
  if (browserPath === null) {
    const why =
      '没有 Chromium（apt-get install chromium，或设置 YISHU_CHROMIUM）/ no Chromium: apt-get install chromium, or set YISHU_CHROMIUM';
    return [
      notMeasured(names.toScreen, why, 'ms', `<= ${goals.screenMs}`),
      notMeasured(names.scroll, why, 'frames/s', `>= ${goals.framesPerSecond}`),
    ];
  }
  const chromium = await launchBrowser();
  try {
    const page = await chromium.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    await login(page, station.url, accountOf(server, 'lab-manager'));
    await page.waitForFunction(
      (rows) => Number(document.querySelector('[role="grid"]')?.ariaRowCount) > rows,
      listRows,
      { timeout: 60_000 },
    );
    await page.locator('[data-barcode^="88"]').first().waitFor();
    await untilFollowing(page);
    const first = await scrolling(page);
    await page.getByTestId('specimen-list').evaluate((list) => list.scrollTo({ top: 0 }));
    await wait(1_000);
    return [...(await toScreen(page, server, station)), ...first];
  } finally {
    await chromium.close();
  }
}

export async function measureScreen(folder: string): Promise<Figure[]> {
  await ensureBuilt();
  progress(`a hospital with ${listRows} specimens is being made`);
  const server = await startServerProcess(join(folder, 'server'), listRows);
  try {
    const { enrolmentCode } = server;
    const station = await startStationProcess({
      dataDir: join(folder, 'station'),
      serverUrl: server.server,
      enrolmentCode,
      instrumentId,
    });
    try {
      const figures = await onScreen(server, station);
      const memory = memoryOf(station.pid);
      const name = 'memory of the host at its highest, 10,000 specimens (RSS)';
      if (memory === null) return figures;
      return [...figures, atMost(name, rounded(memory.highestMb), 'MB', goals.memoryMb)];
    } finally {
      await station.stop();
    }
  } finally {
    await server.stop();
  }
}
