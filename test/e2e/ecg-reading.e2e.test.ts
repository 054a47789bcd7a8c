// An ECG from the cart to its recall in Chromium, on real files and the real server: four formats arrive by the device's door and by
// storescu, the dangerous one rises, is measured, compared, corrected, written, signed by two, printed true, told to the HIS, recalled.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { hasTool, runTool } from '../support/dicom-tools.ts';
import { ecgSample } from '../support/ecg-corpus.ts';
import { qrsPeaks } from '../support/ecg-paper-seen.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { type MllpPeer, startMllpPeer } from '../support/mllp.ts';
import { gridSteps } from '../support/pdf-grid.ts';
import { canReadPdf, pdfWords } from '../support/pdf-words.ts';
import { countPrints } from '../support/print-count.ts';
import { hasSharedData, sharedData, sharedDataPath } from '../support/shared-data.ts';
import { buildPages } from '../support/viewer-world.ts';

const able = browserPath !== null && hasSharedData && canReadPdf && hasTool('storescu') && hasTool('dcmodify');
/** A busy machine takes its time. */
const soon = { timeout: 20_000 };
const person = { number: 'P2201', name: '高德胜' };

/** In the page: the upper part of the element lies within all that could cut it off. */
function isSeen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  const end = Math.min(bottom, top + 40);
  for (let box = element.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    const edge = box.getBoundingClientRect();
    if (overflowY !== 'visible' && (top < edge.top - 1 || end > edge.bottom + 1)) return false;
  }
  return end <= innerHeight;
}

describe.skipIf(!able)('an ECG from the cart to its recall', { timeout: 90_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let folder: string;
  let his: MllpPeer;
  let pages: StationPages;
  let reader: Page;
  let ward: Page;
  let exam: ExamDocument;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-cart-'));
    his = await startMllpPeer();
    rendererDir = await buildPages(['index.html']);
    // People's clocks run: the page has its own.
    world = await startEcgWorld({
      rendererDir,
      clock: { now: () => new Date() },
      hl7Peers: [{ name: 'HIS', host: '127.0.0.1', port: his.port, charset: 'UNICODE UTF-8' }],
    });
    await world.approveDevice();
    await world.approveAe('CART2');
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    reader = await pages.at(world.doctor, 'reading');
    ward = await pages.at(world.clinician, '');
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    his?.close();
    rmSync(folder, { recursive: true, force: true });
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const paper = () => reader.locator('.ecg-paper-view').first();
  const pxPerMm = async () => Number(await paper().getAttribute('data-px-per-mm'));
  const now = () => world.doctor.api.orders.exam({ examId: exam.id });
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

  /** As a cart writes it that took the person from the worklist: the number is the order's, the curve is untouched. */
  const ofPerson = (file: Uint8Array, number: string): Uint8Array<ArrayBuffer> =>
    new TextEncoder().encode(new TextDecoder('latin1').decode(file).replaceAll(number, person.number));
  const cart = (bytes: Uint8Array, name: string, accession: string, patient = '') =>
    world.upload(Uint8Array.from(bytes), `/ecg/upload?${new URLSearchParams({ name, accession, patient })}`);

  async function sendDicom(accession: string): Promise<void> {
    const file = join(folder, 'cart.dcm');
    cpSync(sharedDataPath('ecg/dicom/waveform_ecg.dcm'), file);
    const set = [`PatientID=${person.number}`, 'PatientSex=M', `AccessionNumber=${accession}`];
    const made = await runTool('dcmodify', ['-nb', '-gin', ...set.flatMap((one) => ['-i', one]), file]);
    expect(made, made.output).toMatchObject({ code: 0 });
    const [host = '', port = ''] = (world.started.server.listeners.dicom ?? '').split(':');
    const sent = await runTool('storescu', ['-aet', 'CART2', '-aec', 'YISHU', host, port, file]);
    expect(sent, sent.output).toMatchObject({ code: 0 });
  }

  test('aECG, MUSE and SCP by the device’s door and DICOM by storescu each find their exam', async () => {
    const before = [];
    for (const _ of ['aecg', 'muse', 'dicom']) before.push(await world.register(person.number, person.name));
    const [first, second, third] = before;
    const aecg = ofPerson(sharedData('ecg/hl7-aecg/example-aecg-mortara-eli250.xml'), 'SBJ-123');
    expect(await cart(aecg, 'a.xml', first?.accessionNumber ?? '')).toMatchObject({ examId: first?.id });
    const muse = sharedData('ecg/muse-xml/braveheart-example1.xml');
    expect(await cart(muse, 'm.xml', second?.accessionNumber ?? '', person.number)).toMatchObject({
      examId: second?.id,
    });
    await sendDicom(third?.accessionNumber ?? '');
    await expect
      .poll(async () => (await world.doctor.api.ecg.recordings({ examId: third?.id, text: '', limit: 5 })).length, soon)
      .toBe(1);
    const other = await world.register('SBJ-123', '柯乐');
    expect(await cart(ecgSample('example-eli250.scp'), 'e.scp', other.accessionNumber)).toMatchObject({
      examId: other.id,
    });
    await expect.poll(() => reader.getByTestId('ecg-row').count(), soon).toBe(4);
  });

  test('the dangerous one rises above all that waited, and alerts the reader and the ward', async () => {
    exam = await world.register(person.number, person.name, { requestNumber: 'H2201' });
    const stemi = ofPerson(ecgSample('philips-1_03-129DYPRG.xml'), '1112010721168bdc');
    expect(await cart(stemi, 'p.xml', exam.accessionNumber)).toMatchObject({ examId: exam.id, level: 'critical' });
    // An inpatient: the exam is done, so the HIS charges it (ECG-10).
    await expect
      .poll(() => his.got.find((text) => text.includes('|DFT^P03') && text.includes('H2201')), soon)
      .toBeDefined();
    await reader.getByTestId('ecg-alert').getByText(person.name).waitFor(soon);
    await ward.getByTestId('ecg-alert-popup').getByText(person.name).waitFor(soon);
    const top = reader.getByTestId('ecg-row').first();
    await expect.poll(() => top.locator('.ecg-risk').getAttribute('data-risk'), soon).toBe('critical');
    // Shape beside colour and word.
    expect(await top.locator('.ecg-risk svg').count()).toBe(1);
    await pages.shoot(reader, 'reading-alert');
    await ward.keyboard.press('Control+Alt+y');
    await ward.getByTestId('ecg-alert-popup').waitFor({ state: 'detached' });
    await reader.getByTestId('ecg-alert').getByText('我来处理').click();
    await expect.poll(() => paper().count(), soon).toBe(1);
    // The call to the ward is made by telephone, later.
    await reader.getByTestId('critical-popup').waitFor(soon);
    await reader.keyboard.press('Alt+x');
  });

  test('calipers from peak to peak of the drawn curve say the RR that was measured; keys step by the sample', async () => {
    await reader.keyboard.press('Control+Alt+5');
    await expect.poll(async () => (await qrsPeaks(paper())).length, soon).toBeGreaterThan(3);
    const [, second = 0, third = 0] = await qrsPeaks(paper());
    const { x, y } = await box();
    await reader.keyboard.press('Alt+2');
    await drag({ x: x + second, y: y + 60 }, { x: x + third, y: y + 60 });
    const measured = await world.doctor.api.ecg.recordings({ examId: exam.id, text: '', limit: 1 });
    const detail = await world.doctor.api.ecg.recording({ recordingId: measured[0]?.id ?? '' });
    const beats = detail.measurement?.beats ?? [];
    const rate = detail.measurement?.sampleRateHz ?? 1;
    const rr = (((beats[2]?.sample ?? 0) - (beats[1]?.sample ?? 0)) * 1000) / rate;
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

  test('four tracings of four formats stand in step: one scale, one filter, one pair of calipers', async () => {
    await expect.poll(() => reader.getByTestId('ecg-previous').count(), soon).toBe(3);
    for (const at of [0, 1, 2]) await reader.getByTestId('ecg-previous').nth(at).dblclick();
    const papers = reader.getByTestId('ecg-compare').locator('.ecg-paper-view');
    await expect.poll(() => papers.count(), soon).toBe(4);
    const scales = () => papers.evaluateAll((all) => all.map((one) => one.getAttribute('data-px-per-mm')));
    await expect.poll(async () => new Set(await scales()).size, soon).toBe(1);
    await reader.getByTestId('ecg-baseline').selectOption('0.5');
    const feet = () => reader.getByTestId('ecg-compare').locator('.ecg-paper-foot').allTextContents();
    await expect.poll(async () => (await feet()).filter((foot) => foot.includes('基线滤波 0.5 Hz')).length).toBe(4);
    await reader.keyboard.press('Alt+2');
    const { x, y } = await box();
    await drag({ x: x + 100, y: y + 60 }, { x: x + 150, y: y + 60 });
    const words = await reader.getByTestId('ecg-readout').allTextContents();
    expect(words).toHaveLength(4);
    expect(new Set(words).size).toBe(1);
    await pages.shoot(reader, 'reading-compare');
    await reader.keyboard.press('Alt+0');
    await reader.keyboard.press('Alt+1');
    await reader.getByTestId('ecg-baseline').selectOption('0');
    for (const _ of [1, 2, 3]) await reader.getByTestId('ecg-compare').locator('article header button').first().click();
    await expect.poll(() => reader.getByTestId('ecg-compare').count()).toBe(0);
  });

  test('a moved mark of the median beat recomputes, and is kept as a correction with its reason', async () => {
    await reader.getByTestId('ecg-tabs').locator('[data-value=median]').click();
    const values = reader.getByTestId('median-values');
    const qt = async () => Number(/QT(\d+) ms/u.exec((await values.textContent()) ?? '')?.[1]);
    const before = await qt();
    await reader.getByTestId('mark-tOffMs').focus();
    for (let i = 0; i < 5; i++) await reader.keyboard.press('ArrowRight');
    expect(await qt()).toBe(before + 10);
    // A rate that the machine counted wrong is counted by hand: QTc follows at once.
    const qtc = async () => Number(/QTcB(\d+) ms/u.exec((await values.textContent()) ?? '')?.[1]);
    await reader.getByTestId('by-hand-rate').fill('60');
    expect(await qtc()).toBe(await qt());
    await pages.shoot(reader, 'reading-median');
    await reader.getByTestId('correct-save').click();
    await reader.keyboard.press('Alt+1');
    await reader.getByTestId('reason-confirm').click();
    await reader.getByTestId('ecg-tabs').locator('[data-value=report]').click();
    await expect.poll(() => reader.locator('.ecg-measure footer').textContent(), soon).toContain('修正');
    expect(await reader.locator('.ecg-measure').innerText()).toContain(String(before + 10));
    // What was changed is a person's, and says what the machine had; what was left is the machine's.
    const cell = (name: string) => reader.getByTestId(`measure.${name}`);
    expect(await cell('heartRate').innerText()).toContain('人工');
    expect(await cell('qt').getAttribute('title')).toContain(`机器测得 ${before}`);
    expect(await cell('qrs').innerText()).not.toContain('人工');
    await pages.shoot(reader, 'reading-values');
    await reader.getByTestId('ecg-tabs').locator('[data-value=median]').click();
    await reader.getByTestId('correction-history').locator('summary').click();
    const kept = await reader.getByTestId('correction').innerText();
    for (const words of [`QT 间期 ${before}→${before + 10}`, '→60', '人工核对波形']) expect(kept).toContain(words);
    await pages.shoot(reader, 'reading-corrections');
    await reader.getByTestId('ecg-tabs').locator('[data-value=report]').click();
  });

  test('written under the lock: statements with their pairing, saved by itself, signed by the doctor', async () => {
    expect(await reader.getByTestId('ecg-impression').getAttribute('readonly')).not.toBeNull();
    await reader.keyboard.press('F4');
    const terms = reader.getByTestId('term-search');
    await terms.fill('301');
    // On the smallest screen the search, what it finds and the impression stand in sight, without a scroll.
    for (const found of [
      terms,
      reader.locator('.ecg-terms [role=option]').first(),
      reader.getByTestId('ecg-impression'),
    ])
      expect(await found.evaluate(isSeen)).toBe(true);
    await pages.shoot(reader, 'reading-writing');
    await terms.press('Enter');
    await expect
      .poll(() => reader.locator('.ecg-fault').first().textContent(), soon)
      .toContain('须与一条主要诊断同时使用');
    await terms.fill('160');
    await terms.press('Enter');
    await expect.poll(() => reader.locator('.ecg-fault').count(), soon).toBe(0);
    await expect.poll(() => reader.getByTestId('ecg-save-state').textContent(), soon).toContain('已保存');
    await terms.press('Escape');
    await pages.shoot(reader, 'reading-report');
    await reader.keyboard.press('F6');
    await reader.getByTestId('ecg-sign').waitFor();
    // Nothing is signed before it is said whether the result is positive.
    await reader.keyboard.press('Control+Enter');
    expect((await now()).report.state).toBe('draft');
    await reader.getByTestId('sign-positive').locator('[data-value=yes]').click();
    await reader.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).report.state, soon).toBe('submitted');
  });

  test('a second doctor reviews, corrects a word and releases; the HIS has the conclusion', async () => {
    const second = await pages.at(world.manager, `reading?exam=${exam.id}`);
    await expect.poll(() => second.getByTestId('ecg-paper').count(), soon).toBe(1);
    const impression = second.getByTestId('ecg-impression');
    await expect.poll(() => impression.inputValue(), soon).not.toBe('');
    await impression.fill(`${await impression.inputValue()}\n请结合临床及心肌酶`);
    await second.keyboard.press('F7');
    await second.getByTestId('ecg-sign').waitFor();
    await second.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).report.state, soon).toBe('final');
    await expect.poll(() => his.got.findLast((text) => text.includes('|ORU^R01')) ?? '', soon).toContain('请结合临床');
    const told = his.got.findLast((text) => text.includes('|ORU^R01')) ?? '';
    for (const words of ['H2201', person.number, 'STATEMENT']) expect(told).toContain(words);
    await second.context().close();
  });

  test('the paper that is printed has 25.00 mm a second and 10.00 mm a millivolt, and the words of the report', async () => {
    await reader.goto(`${world.started.server.url}/#/ecg/reading?exam=${exam.id}`);
    await reader.getByTestId('queue-all').click();
    await expect.poll(() => reader.locator('.ecg-acts').innerText(), soon).toContain('召回');
    const prints = await countPrints(reader);
    await reader.keyboard.press('F9');
    const frame = reader.getByTestId('ecg-output-dialog').locator('iframe');
    await frame.waitFor(soon);
    await expect.poll(() => reader.getByTestId('output-print').isEnabled(), soon).toBe(true);
    await pages.shoot(reader, 'reading-print');
    const source = (await frame.getAttribute('data-source')) ?? '';
    const pdf = new Uint8Array(await (await world.doctor.fetch(source)).arrayBuffer());
    const steps = gridSteps(pdf);
    expect(steps.length).toBeGreaterThan(240);
    // Half a percent of the sum of all lines, and of each by itself what a plotter can do.
    const whole = steps.reduce((sum, step) => sum + step, 0);
    expect(Math.abs(whole / steps.length - 1)).toBeLessThan(0.005);
    const words = pdfWords(pdf);
    for (const one of [person.name, '请结合临床及心肌酶', '25mm/s', '10mm/mV']) expect(words).toContain(one);
    await reader.keyboard.press('F9');
    await expect.poll(prints, soon).toBe(1);
    await reader.keyboard.press('Escape');
  });

  test('recalled with a reason: the screen, the HIS and the paper say so', async () => {
    const second = await pages.at(world.manager, `reading?exam=${exam.id}`);
    await expect.poll(() => second.locator('.ecg-acts').innerText(), soon).toContain('召回');
    await second.keyboard.press('Control+F8');
    await second.getByTestId('reason').fill('导联接错，重做');
    await second.getByTestId('reason-confirm').click();
    await expect.poll(async () => (await now()).report.state, soon).toBe('recalled');
    await second.context().close();
    await expect
      .poll(() => his.got.findLast((text) => text.includes('|ORU^R01')) ?? '', soon)
      .toContain('召回: 导联接错');
    await expect.poll(() => reader.locator('.ecg-save').textContent(), soon).toContain('已召回');
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
