// The ECG paper in Chromium on a real tracing: layouts, speeds and gains as they are drawn, every measuring tool, enlargement, true size; and
// recordings that are only pictures.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toEcgJson } from '../../core/ecg/formats/to-json.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { ecgSample, ecgSamplePath, readEcgAt } from '../support/ecg-corpus.ts';
import { ecgRecording } from '../support/ecg-files.ts';
import { calibrationPulse, qrsPeaks, watchLeadNames } from '../support/ecg-paper-seen.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

describe.skipIf(browserPath === null)('the paper of an ECG', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let reader: Page;
  /** Of the recording, as the server measured it. */
  let beatsMs: number[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    await world.approveDevice();
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    const exam = await world.register('1112010721168bdc', '高德胜');
    const file = Uint8Array.from(ecgSample('philips-1_03-129DYPRG.xml'));
    const arrival = await handIn(file, 'p.xml', exam.accessionNumber);
    expect(arrival).toMatchObject({ examId: exam.id });
    const { measurement } = await world.doctor.api.ecg.recording({ recordingId: arrival.recordingId });
    beatsMs = (measurement?.beats ?? []).map(({ sample }) => (sample * 1000) / (measurement?.sampleRateHz ?? 1));
    reader = await pages.at(world.doctor, `reading?exam=${exam.id}`);
    await paper().waitFor(soon);
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const handIn = (bytes: Uint8Array<ArrayBuffer>, name: string, accession: string) =>
    world.upload(bytes, `/ecg/upload?${new URLSearchParams({ name, accession })}`);
  const paper = () => reader.locator('.ecg-paper-view').first();
  const pxPerMm = async () => Number(await paper().getAttribute('data-px-per-mm'));
  const box = async () => {
    const found = await paper().boundingBox();
    if (!found) throw new Error('no paper');
    return found;
  };
  async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await reader.mouse.move(from.x, from.y);
    await reader.mouse.down();
    await reader.mouse.move(to.x, to.y, { steps: 6 });
    await reader.mouse.up();
  }
  const said = async () => (await reader.getByTestId('ecg-readout').last().textContent()) ?? '';
  const saidNumber = async () => Number(/-?[\d.]+/u.exec((await said()).replace(/^[A-Za-z0-9]+ (?=-?\d)/u, ''))?.[0]);

  test('calipers from peak to peak of the drawn curve say the RR that was measured; keys step by the sample', async () => {
    await reader.keyboard.press('Control+Alt+5');
    await expect.poll(async () => (await qrsPeaks(paper())).length, soon).toBeGreaterThan(3);
    const [, second = 0, third = 0] = await qrsPeaks(paper());
    const { x, y } = await box();
    await reader.keyboard.press('Alt+2');
    await drag({ x: x + second, y: y + 60 }, { x: x + third, y: y + 60 });
    const rr = (beatsMs[2] ?? 0) - (beatsMs[1] ?? 0);
    const pixelMs = 1000 / 25 / (await pxPerMm());
    const first = await saidNumber();
    expect(Math.abs(first - rr)).toBeLessThanOrEqual(2 * pixelMs);
    await reader.getByTestId('caliper-to').focus();
    await reader.keyboard.press('ArrowRight');
    await reader.keyboard.press('Shift+ArrowRight');
    // 500 Hz: one sample is 2 ms, ten are 20.
    expect(await saidNumber()).toBe(first + 22);
    await reader.keyboard.press('Delete');
    expect(await reader.getByTestId('ecg-readout').count()).toBe(0);
  });

  test('the parallel ruler marches over the page in equal steps of what was dragged', async () => {
    await reader.keyboard.press('Alt+3');
    const { x, y } = await box();
    await drag({ x: x + 200, y: y + 80 }, { x: x + 260, y: y + 80 });
    const lines = await reader.locator('.ecg-caliper path.ecg-march, .ecg-caliper path.ecg-line').evaluateAll((paths) =>
      paths.flatMap((path) => {
        const read = /^M([\d.-]+) [\d.-]+V/u.exec(path.getAttribute('d') ?? '');
        return read ? [Number(read[1])] : [];
      }),
    );
    const places = [...new Set(lines.map((at) => Math.round(at * 10) / 10))].sort((a, b) => a - b);
    expect(places.length).toBeGreaterThan(8);
    const millimetres = (await saidNumber()) / 40;
    for (const [index, at] of places.slice(1).entries())
      expect(at - (places[index] ?? 0)).toBeCloseTo(millimetres * (await pxPerMm()), 0);
    await pages.shoot(reader, 'reading-march');
    await reader.keyboard.press('Alt+0');
  });

  test('ten millimetres of height are a millivolt, five at half the gain', async () => {
    await reader.keyboard.press('Alt+5');
    const { x, y, height } = await box();
    const tall = 10 * (await pxPerMm());
    const from = { x: x + 300, y: y + height / 2 };
    await drag(from, { x: from.x, y: from.y - tall });
    expect(Math.abs((await saidNumber()) - 1)).toBeLessThan(0.04);
    await reader.keyboard.press('Alt+0');
    await reader.locator('.ecg-caliper').waitFor({ state: 'detached' });
    // Cleared by mistake: it is brought back.
    await reader.keyboard.press('Alt+z');
    expect(Math.abs((await saidNumber()) - 1)).toBeLessThan(0.04);
    await reader.keyboard.press('Alt+0');
    await reader.keyboard.press('Alt+ArrowDown');
    await reader.keyboard.press('Alt+5');
    const half = 5 * (await pxPerMm());
    await drag(from, { x: from.x, y: from.y - half });
    expect(Math.abs((await saidNumber()) - 1)).toBeLessThan(0.08);
    await reader.keyboard.press('Alt+0');
    await reader.keyboard.press('Alt+ArrowUp');
    await reader.keyboard.press('Alt+1');
    await reader.keyboard.press('Control+Alt+1');
  });

  test('every layout names its leads where they belong: columns, strips, halves, all below each other, one; Cabrera turns aVR', async () => {
    const rows = await watchLeadNames(reader);
    const threeByFour = ['I aVR V1 V4', 'II aVL V2 V5', 'III aVF V3 V6'];
    const twelve = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
    await reader.keyboard.press('Control+Alt+2');
    await expect.poll(rows, soon).toEqual([...threeByFour, 'II', 'V1', 'V5']);
    await pages.shoot(reader, 'reading-3x4-3');
    await reader.keyboard.press('Control+Alt+3');
    await expect.poll(rows, soon).toEqual(['I V1', 'II V2', 'III V3', 'aVR V4', 'aVL V5', 'aVF V6']);
    await pages.shoot(reader, 'reading-6x2');
    await reader.getByTestId('ecg-layout').locator('[data-value="12x1"]').click();
    await expect.poll(rows, soon).toEqual(twelve);
    await pages.shoot(reader, 'reading-12x1');
    await reader.getByTestId('ecg-layout').locator('[data-value=single]').click();
    await expect.poll(rows, soon).toEqual(['II']);
    await reader.getByTestId('ecg-lead').selectOption('V1');
    await expect.poll(rows, soon).toEqual(['V1']);
    await reader.getByTestId('ecg-lead').selectOption('II');
    await reader.keyboard.press('Control+Alt+1');
    await reader.keyboard.press('Alt+m');
    await reader.getByTestId('ecg-sequence').selectOption('cabrera');
    await expect.poll(rows, soon).toEqual(['aVL II V1 V4', 'I aVF V2 V5', '-aVR III V3 V6', 'II']);
    await pages.shoot(reader, 'reading-cabrera');
    await reader.getByTestId('ecg-sequence').selectOption('standard');
    await reader.keyboard.press('Alt+m');
    await expect.poll(rows, soon).toEqual([...threeByFour, 'II']);
  });

  test('at every speed and gain the drawn pulse is 200 ms wide and 1 mV high, and the foot says which', async () => {
    await reader.keyboard.press('Control+Alt+5');
    const foot = () => paper().locator('xpath=../footer').innerText();
    async function drawnAt(speed: number, gain: number): Promise<void> {
      await expect.poll(foot, soon).toContain(`${speed} mm/s   ${gain} mm/mV`);
      const tolerance = 1.5 / (await pxPerMm()) + 0.2;
      const seen = async () => {
        const { widthMm, heightMm } = await calibrationPulse(paper());
        return Math.max(Math.abs(widthMm - speed / 5), Math.abs(heightMm - gain));
      };
      await expect.poll(seen, { ...soon, message: `${speed} mm/s ${gain} mm/mV` }).toBeLessThan(tolerance);
    }
    await drawnAt(25, 10);
    for (const speed of [50, 12.5, 6.25, 25]) {
      await reader.getByTestId('ecg-speed').selectOption(String(speed));
      await drawnAt(speed, 10);
    }
    for (const gain of [20, 40, 5, 2.5, 10]) {
      await reader.getByTestId('ecg-gain').selectOption(String(gain));
      await drawnAt(25, gain);
    }
  });

  test('QT from the tool is corrected by the RR before it; the wheel with Ctrl enlarges about the pointer, and the mark keeps its place in time', async () => {
    await reader.keyboard.press('Alt+4');
    const [, second = 0] = await qrsPeaks(paper());
    const { x, y } = await box();
    const mm = await pxPerMm();
    const from = x + second - mm;
    await drag({ x: from, y: y + 60 }, { x: from + 9 * mm, y: y + 60 });
    const rr = (beatsMs[1] ?? 0) - (beatsMs[0] ?? 0);
    const read = /QT (\d+) ms {2}QTcB (\d+) {2}QTcF (\d+) {2}RR (\d+)/u.exec(await said());
    const [qt = 0, bazett = 0, fridericia = 0, rrSaid = 0] = (read ?? []).slice(1).map(Number);
    expect(Math.abs(qt - 360)).toBeLessThanOrEqual(2 * (1000 / 25 / mm));
    expect(Math.abs(rrSaid - rr)).toBeLessThanOrEqual(1);
    expect(Math.abs(bazett - qt / Math.sqrt(rr / 1000))).toBeLessThanOrEqual(1);
    expect(Math.abs(fridericia - qt / Math.cbrt(rr / 1000))).toBeLessThanOrEqual(1);
    await pages.shoot(reader, 'reading-qt');
    const lines = () =>
      reader.locator('.ecg-caliper.kind-qt [data-testid^=caliper-]').evaluateAll((paths) =>
        paths.map((path) => {
          const { left, width } = path.getBoundingClientRect();
          return left + width / 2;
        }),
      );
    const [, fromBefore = 0, toBefore = 0] = await lines();
    await reader.mouse.move(toBefore, y + 80);
    await reader.keyboard.down('Control');
    for (let turn = 0; turn < 5; turn += 1) await reader.mouse.wheel(0, -100);
    await reader.keyboard.up('Control');
    await expect.poll(pxPerMm, soon).toBeGreaterThan(1.8 * mm);
    const grown = (await pxPerMm()) / mm;
    await expect
      .poll(async () => {
        const [, left = 0, right = 0] = await lines();
        return Math.abs(right - left - (toBefore - fromBefore) * grown) + Math.abs(right - toBefore);
      }, soon)
      .toBeLessThan(8);
    expect(await said()).toContain(`QT ${qt} ms`);
    await pages.shoot(reader, 'reading-zoomed');
    await reader.keyboard.press('Alt+f');
    await expect.poll(pxPerMm, soon).toBe(mm);
    await reader.keyboard.press('Alt+0');
    await reader.keyboard.press('Alt+1');
    await reader.keyboard.press('Control+Alt+1');
  });

  test('true size follows the measured screen', async () => {
    await reader.keyboard.press('Alt+m');
    await reader.getByTestId('ecg-calibrate').click();
    await reader.getByTestId('calibrate-dialog').locator('input[type=range]').fill('4');
    await reader.getByTestId('calibrate-dialog').locator('button[type=submit]').click();
    await reader.keyboard.press('Alt+t');
    await expect.poll(pxPerMm).toBe(4);
    expect(await reader.getByTestId('ecg-size').textContent()).toBe('实际大小 1:1');
    await reader.keyboard.press('Alt+f');
    await expect.poll(pxPerMm).toBeLessThan(4);
  });

  test('without the server the tracing is still read and measured, alerts are said not to be live, and the text waits and is stored once', async () => {
    const [exam] = (await world.doctor.api.orders.worklist({ service: 'ecg', days: 3 })).rows;
    if (!exam) throw new Error('no exam');
    const impression = reader.getByTestId('ecg-impression');
    const stored = async () => (await world.doctor.api.examReports.ofExam({ examId: exam.id }))[0];
    await reader.getByTestId('ecg-write').click();
    await expect.poll(() => impression.isEditable(), soon).toBe(true);
    await impression.fill('窦性心律');
    await expect.poll(async () => (await stored())?.content.impression, soon).toBe('窦性心律');
    const { version: before = 0 } = (await stored()) ?? {};
    // The server has acted, its answer is lost on the way.
    const save = '**/rpc/examReports/saveDraft';
    let lost = 0;
    await reader.route(save, async (route) => {
      await route.fetch();
      lost += 1;
      await route.abort();
    });
    await impression.fill('窦性心律，答复丢失');
    await expect.poll(() => lost, soon).toBeGreaterThan(0);
    await reader.unroute(save);
    await expect.poll(() => reader.getByTestId('ecg-save-state').innerText(), soon).toContain('已保存');
    expect(await stored()).toMatchObject({ version: before + 1, content: { impression: '窦性心律，答复丢失' } });

    await reader.context().setOffline(true);
    await impression.fill('窦性心律，断网时续写');
    await reader.getByTestId('offline-strip').waitFor({ timeout: 30_000 });
    expect(await reader.getByTestId('ecg-alerts-not-live').innerText()).toContain('请电话联系');
    expect(await reader.getByTestId('ecg-save-state').innerText()).toContain('未保存');
    await pages.shoot(reader, 'reading-offline');
    const go = (hash: string) =>
      reader.evaluate((to) => {
        location.hash = to;
      }, hash);
    await go('#/ecg/remote');
    await paper().waitFor({ state: 'detached' });
    await go(`#/ecg/reading?exam=${exam.id}`);
    await paper().waitFor(soon);
    await reader.keyboard.press('Alt+2');
    const { x, y } = await box();
    await drag({ x: x + 200, y: y + 60 }, { x: x + 260, y: y + 60 });
    expect(await saidNumber()).toBeGreaterThan(0);
    const left = reader.getByTestId('ecg-left-over');
    expect(await left.innerText()).toContain('断网时续写');
    expect(await reader.getByTestId('ecg-left-restore').isDisabled()).toBe(true);
    await pages.shoot(reader, 'reading-left-over');
    await reader.context().setOffline(false);
    await reader.getByTestId('offline-strip').waitFor({ state: 'detached', timeout: 30_000 });
    await reader.getByTestId('ecg-left-restore').click();
    await expect.poll(async () => (await stored())?.content.impression, soon).toBe('窦性心律，断网时续写');
    await left.waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({ version: before + 2, edition: 1, state: 'draft' });
    await reader.keyboard.press('Alt+0');
  });

  test('posterior leads that the columns leave out, a gain that no heart has and a time before the request are told above the paper', async () => {
    const patient = await world.register('P1801', '邓十八');
    const twelve = readEcgAt(ecgSamplePath('philips-1_03-129DYPRG.xml')).waveforms[0];
    if (!twelve) throw new Error('no rhythm');
    const leads = twelve.leads.map(({ name, samples }) => ({ name, samples: samples.map((value) => value * 10) }));
    const posterior = ['V7', 'V8', 'V9'].map((name) => ({
      name,
      samples: leads.at(-1)?.samples ?? new Float32Array(),
    }));
    const waveforms = [{ ...twelve, leads: [...leads, ...posterior] }];
    const recordedAt = '2011-12-01T10:22:05';
    const file = JSON.stringify(toEcgJson({ ...ecgRecording({ seed: 1 }), waveforms, recordedAt }));
    await handIn(new TextEncoder().encode(file), 'ten.json', patient.accessionNumber);
    await reader.goto(`${world.started.server.url}/#/ecg/reading?exam=${patient.id}`);
    await expect.poll(() => reader.getByTestId('ecg-scale-doubt').innerText(), soon).toContain('增益可能有误');
    expect(await reader.getByTestId('ecg-time-doubt').innerText()).toContain('2011-12-01 10:22 比申请早');
    const leftOut = reader.getByTestId('ecg-left-out');
    expect(await leftOut.innerText()).toContain('V7 V8 V9');
    await pages.shoot(reader, 'reading-notices');
    await leftOut.getByRole('button').click();
    await leftOut.waitFor({ ...soon, state: 'detached' });
    await reader.keyboard.press('Control+Alt+1');
  });

  test.each([
    ['tracing.png', 'image/png'],
    ['tracing.pdf', 'application/pdf'],
  ])(
    '%s: shown as it came, with the reason why nothing on it can be measured and without a tool that could',
    async (name) => {
      const isPdf = name.endsWith('.pdf');
      const alone = await world.register(isPdf ? 'P2203' : 'P2202', isPdf ? '单春梅' : '单国强');
      const file = Uint8Array.from(isPdf ? await reader.pdf() : await reader.screenshot());
      expect(await handIn(file, name, alone.accessionNumber)).toMatchObject({ examId: alone.id, level: 'unknown' });
      await reader.goto(`${world.started.server.url}/#/ecg/reading?exam=${alone.id}`);
      const shown = reader.getByTestId('ecg-image');
      await shown.getByRole('note').waitFor(soon);
      for (const words of ['没有原始采样数据', '不能测量'])
        expect(await shown.getByRole('note').innerText()).toContain(words);
      if (isPdf) expect(await shown.getByTestId('ecg-pdf').getAttribute('src')).toContain('/file');
      else
        await expect
          .poll(
            () => shown.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth),
            soon,
          )
          .toBe(1366);
      for (const tool of ['ecg-tool-interval', 'ecg-speed', 'ecg-gain', 'ecg-layout', 'ecg-paper'])
        expect(await reader.getByTestId(tool).count()).toBe(0);
      // Of a picture no rule can say that nothing was found.
      expect(await reader.getByTestId('ecg-not-judged').innerText()).toContain('规则未作判断');
      // What the file cannot give is not made up: nothing to measure, no median beat.
      expect(await reader.locator('.ecg-measure td.number i').first().innerText()).toBe('缺如');
      await reader.getByTestId('ecg-tabs').locator('[data-value=median]').click();
      await reader.getByText('没有中位心搏').waitFor();
      await pages.shoot(reader, `reading-${isPdf ? 'pdf' : 'png'}`);
      await reader.getByTestId('ecg-tabs').locator('[data-value=report]').click();
    },
  );

  test('no script failed', () => expect(faults).toEqual([]));
});
