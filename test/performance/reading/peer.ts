// The prebuilt viewer of @ohif/app beside ours, on its faster drawing path: opening from its address and scrolling, on the same studies.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Page } from 'playwright-core';
import { atLeast, beside, type Figure, notMeasured } from '../figure.ts';
import { median, percentile, rounded } from '../lab-ingest/statistics.ts';
import { paceOf, scroll, untilPicture, watchPictures } from './in-page.ts';
import { backToList, findRow, untilResident } from './opening.ts';
import { peerViewer } from './peer-package.ts';
import { type Study, sampleStep } from './series.ts';
import { howMany } from './size.ts';
import { type ReadingWorld, windowSize } from './world.ts';

const slices = 300;
const runs = howMany(5, 2);
const scrollRuns = howMany(5, 2);
const milliseconds = 3_000;

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

const configuration = {
  routerBasename: '/',
  extensions: [],
  modes: [],
  customizationService: {},
  showStudyList: true,
  maxNumberOfWebWorkers: 2,
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: false,
  useCPURendering: true,
  strictZSpacingForVolumeViewport: true,
  investigationalUseDialog: { option: 'never' },
  maxNumRequests: { interaction: 100, thumbnail: 5, prefetch: 25 },
  studyPrefetcher: { enabled: true },
  defaultDataSourceName: 'peer',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'peer',
      configuration: {
        friendlyName: 'peer',
        name: 'peer',
        wadoUriRoot: '/dicom-web',
        qidoRoot: '/dicom-web',
        wadoRoot: '/dicom-web',
        qidoSupportsIncludeField: false,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        omitQuotationForMultipartRequest: true,
      },
    },
  ],
};

/** Its files with the headers that give it shared memory, and the archive under /dicom-web on the same origin. */
async function serve(world: ReadingWorld, folder: string): Promise<{ url: string; server: Server }> {
  const archive = new URL(world.server.url);
  const server = createServer((incoming, answer) => {
    const path = new URL(incoming.url ?? '/', 'http://peer').pathname;
    answer.setHeader('cross-origin-opener-policy', 'same-origin');
    answer.setHeader('cross-origin-embedder-policy', 'require-corp');
    answer.setHeader('cross-origin-resource-policy', 'same-origin');
    if (path.startsWith('/dicom-web')) {
      const headers = { ...incoming.headers, host: archive.host, authorization: `Bearer ${world.server.token}` };
      const asked = request(
        { host: archive.hostname, port: archive.port, path: incoming.url, method: incoming.method, headers },
        (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers);
          found.pipe(answer);
        },
      );
      asked.on('error', () => answer.destroy());
      answer.on('close', () => asked.destroy());
      incoming.pipe(asked);
      return;
    }
    if (path === '/app-config.js') {
      answer.setHeader('content-type', 'text/javascript');
      answer.end(`window.config = ${JSON.stringify(configuration)};`);
      return;
    }
    const file = join(folder, normalize(path));
    const found = existsSync(file) && statSync(file).isFile() ? file : join(folder, 'index.html');
    answer.setHeader('content-type', types[extname(found)] ?? 'application/octet-stream');
    createReadStream(found).pipe(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the peer has no address');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

interface Opened {
  page: Page;
  ms: number;
  /** Addresses of frames that it was given. */
  given: ReadonlySet<string>;
}

async function openPeer(world: ReadingWorld, url: string, study: Study): Promise<Opened> {
  const context = await world.chromium.newContext({ viewport: windowSize, locale: 'zh-CN' });
  const page = await context.newPage();
  const given = new Set<string>();
  page.on('response', (response) => {
    if (response.ok() && response.url().includes('/frames/')) given.add(response.url());
  });
  await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
  await watchPictures(page, sampleStep);
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${study.studyUid}`, { waitUntil: 'commit' });
  return { page, ms: await untilPicture(page, 120_000), given };
}

/** It loads while it is let alone: each notch puts its loading off. Then it decodes, which nothing tells. */
async function untilAllGiven({ page, given }: Opened): Promise<void> {
  for (let waited = 0; given.size < slices; waited += 1) {
    if (waited > 300) throw new Error(`the peer asked for ${given.size} of ${slices} frames in five minutes`);
    await page.waitForTimeout(1_000);
  }
  await page.waitForTimeout(20_000);
}

export async function measurePeer(world: ReadingWorld): Promise<Figure[]> {
  const name = 'the peer viewer';
  const there = await peerViewer();
  if ('why' in there) return [notMeasured(name, there.why, '', 'faster than the peer')];
  const study = await world.addStudy({ patientId: 'PEER', slices });
  const { url, server } = await serve(world, there.folder);
  const own = { open: [] as number[], scroll: [] as number[], gap: [] as number[] };
  const peer = { open: [] as number[], scroll: [] as number[], gap: [] as number[] };
  try {
    const station = await world.openStation();
    let shown: Opened | null = null;
    for (let run = 0; run < runs; run += 1) {
      shown = await openPeer(world, url, study);
      peer.open.push(shown.ms);
      if (run < runs - 1) await shown.page.context().close();
      await findRow(station, study);
      await station.keyboard.press('Enter');
      own.open.push(await untilPicture(station));
      await untilResident(station, slices);
      if (run < runs - 1) await backToList(station);
    }
    if (!shown) throw new Error('the peer was not opened');
    await untilAllGiven(shown);
    for (let run = 0; run < scrollRuns; run += 1) {
      for (const [page, selector, into] of [
        [shown.page, '.cornerstone-canvas', peer],
        [station, '[data-testid="viewport-0"]', own],
      ] as const) {
        await page.bringToFront();
        const { perSecond, gapP95 } = paceOf(await scroll(page, [selector], milliseconds), 1, milliseconds);
        into.scroll.push(perSecond);
        into.gap.push(gapP95);
      }
    }
    await shown.page.context().close();
    await station.context().close();
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return [
    beside(`${name}: from its address to the first picture`, rounded(median(peer.open)), 'ms'),
    beside('  ours beside it, from the worklist', rounded(median(own.open)), 'ms'),
    atLeast('  times as quick, medians', rounded(median(peer.open) / median(own.open), 1), 'times', 1),
    beside(`${name}: scrolling`, rounded(median(peer.scroll), 1), 'pictures/s'),
    beside('  gaps, p95', rounded(percentile(peer.gap, 0.5), 1), 'ms'),
    beside('  ours beside it', rounded(median(own.scroll), 1), 'pictures/s'),
    beside('  gaps of ours, p95', rounded(percentile(own.gap, 0.5), 1), 'ms'),
    atLeast('  pictures a second of ours by its', rounded(median(own.scroll) / median(peer.scroll), 2), 'times', 1),
  ];
}
