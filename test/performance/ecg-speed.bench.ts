// `npm run bench -- ecg-speed`: a resting ECG from its file to the drawn page, a half-hour record measured, a day's record opened, and panning in Chromium.
import { availableParallelism, loadavg } from 'node:os';
import { measureRecording } from '../../core/ecg/measure/measure-recording.ts';
import { drawPaper } from '../../core/ecg/paper/drawing.ts';
import { layoutPaper } from '../../core/ecg/paper/layout.ts';
import { tracingOf } from '../../core/ecg/paper/tracing.ts';
import { browserPath, launchBrowser } from '../support/browser.ts';
import { readCase } from '../support/ecg-station/cases.ts';
import { serveEcgStation } from '../support/ecg-station/serve.ts';
import { hasSharedData } from '../support/shared-data.ts';
import { dayRecord } from './ecg/day-record.ts';
import { atLeast, atMost, beside, type Figure, notMeasured } from './figure.ts';

const resting = 'muse-xml/braveheart-example1.xml';
const halfHour = 'wfdb/mitdb/106';
const times = 40;

const middle = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Milliseconds of one run, the median of many after a few that warm up. */
function timed(run: () => void, count = times): number {
  const taken: number[] = [];
  for (let i = 0; i < count + 5; i++) {
    const from = performance.now();
    run();
    if (i >= 5) taken.push(performance.now() - from);
  }
  return rounded(middle(taken));
}

function page(path: string): void {
  const tracing = tracingOf(readCase(path));
  if (!tracing) throw new Error('the recording has no waveform');
  const layout = layoutPaper({
    arrangement: '3x4+1',
    sequence: 'standard',
    rhythmLeads: ['II'],
    scale: { speedMmPerS: 25, gainMmPerMv: 10 },
    leads: tracing.leads.map((lead) => lead.name),
    durationMs: tracing.durationMs,
  });
  drawPaper(layout, tracing, { grid: false, resolutionMm: 0.1 });
}

/** Frames a second while the paper is moved in the browser: a recording of one page by hand, a long one in time. */
async function panning(): Promise<Figure[]> {
  const server = await serveEcgStation(0);
  const browser = await launchBrowser();
  try {
    const figures: Figure[] = [];
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`${server.url}#/ecg/reading`);
    await page.getByTestId('ecg-paper').waitFor({ timeout: 90_000 });
    for (const [name, who] of [
      ['panning a 12-lead page, enlarged', '陈志强'],
      ['panning half an hour of two leads', '吴国华'],
    ] as const) {
      await page.getByText(who).first().click();
      await page.waitForTimeout(1500);
      const box = await page.locator('.ecg-paper-view').boundingBox();
      if (!box) throw new Error('no paper');
      const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await page.mouse.move(centre.x, centre.y);
      await page.keyboard.down('Control');
      for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      const counting = page.evaluate(
        () =>
          new Promise<number[]>((resolve) => {
            const stamps: number[] = [];
            const step = (at: number) => {
              stamps.push(at);
              if (at - (stamps[0] ?? at) < 3000) requestAnimationFrame(step);
              else resolve(stamps);
            };
            requestAnimationFrame(step);
          }),
      );
      await page.mouse.down();
      const until = Date.now() + 3200;
      for (let i = 0; Date.now() < until; i++)
        await page.mouse.move(centre.x + 240 * Math.sin(i / 12), centre.y + 60 * Math.cos(i / 12));
      await page.mouse.up();
      const stamps = await counting;
      const seconds = ((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)) / 1000;
      figures.push(atLeast(name, rounded((stamps.length - 1) / seconds), 'frames/s', 50));
    }
    return figures;
  } finally {
    await browser.close();
    await server.close();
  }
}

export default async function ecgSpeed(): Promise<Figure[]> {
  const [load = 0] = loadavg();
  if (!hasSharedData)
    return [notMeasured('10 s, 12 leads, parsed, measured and drawn', 'no data set beside the project', 'ms', '<= 50')];
  const record = readCase(resting);
  const long = readCase(halfHour);
  const drawn = timed(() => page(resting));
  const measured = timed(() => measureRecording(record));
  const figures = [
    atMost('10 s, 12 leads, parsed, measured and drawn', rounded(drawn + measured), 'ms', 50),
    beside('  of these parsed and laid out', drawn, 'ms'),
    beside('  of these measured', measured, 'ms'),
    atMost(
      'half an hour, 2 leads, measured',
      timed(() => measureRecording(long), 3),
      'ms',
      1000,
    ),
  ];
  const browser = browserPath ? await panning() : [notMeasured('panning', 'no Chromium', 'frames/s', '>= 50')];
  return [
    ...figures,
    ...(await dayRecord()),
    ...browser,
    beside('processors', availableParallelism(), ''),
    beside('load of the machine before the bench', rounded(load), ''),
  ];
}
