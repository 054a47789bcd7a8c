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
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { listenTo } from '../support/heard-sounds.ts';
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
/** Pitches of the tones: an ordinary arrival, and danger. */
const attentionHz = 740;
const dangerHz = [880, 660];

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

/** In the page: nothing lies over the middle of the element, where that is in sight at all. */
function isUncovered(element: Element): boolean {
  element.scrollIntoView({ block: 'nearest' });
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return found !== null && (element.contains(found) || found.contains(element));
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
  let heard: () => Promise<number[]>;
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
    // A page that nobody has touched may not sound.
    await reader.keyboard.press('Alt+0');
    heard = await listenTo(reader);
    await reader.getByTestId('queue-mute').click();
    const aecg = ofPerson(sharedData('ecg/hl7-aecg/example-aecg-mortara-eli250.xml'), 'SBJ-123');
    expect(await cart(aecg, 'a.xml', first?.accessionNumber ?? '')).toMatchObject({ examId: first?.id });
    const muse = sharedData('ecg/muse-xml/braveheart-example1.xml');
    expect(await cart(muse, 'm.xml', second?.accessionNumber ?? '', person.number)).toMatchObject({
      examId: second?.id,
    });
    await expect.poll(() => reader.getByTestId('ecg-row').count(), soon).toBe(2);
    expect(await heard()).toEqual([]);
    await reader.getByTestId('queue-mute').click();
    await sendDicom(third?.accessionNumber ?? '');
    await expect
      .poll(async () => (await world.doctor.api.ecg.recordings({ examId: third?.id, text: '', limit: 5 })).length, soon)
      .toBe(1);
    const other = await world.register('SBJ-123', '柯乐');
    expect(await cart(ecgSample('example-eli250.scp'), 'e.scp', other.accessionNumber)).toMatchObject({
      examId: other.id,
    });
    await expect.poll(() => reader.getByTestId('ecg-row').count(), soon).toBe(4);
    await expect.poll(async () => (await heard()).includes(attentionHz), soon).toBe(true);
    await reader.getByTestId('queue-mute').click();
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
    // The tone of ordinary arrivals is off; danger sounds all the same, in its own two pitches.
    const dangerHeard = async () => {
      const tones = await heard();
      return dangerHz.every((hz) => tones.includes(hz));
    };
    await expect.poll(dangerHeard, soon).toBe(true);
    // Shape beside colour and word.
    expect(await top.locator('.ecg-risk svg').count()).toBe(1);
    await pages.shoot(reader, 'reading-alert');
    await ward.keyboard.press('Control+Alt+y');
    await ward.getByTestId('ecg-alert-popup').waitFor({ state: 'detached' });
    await reader.getByTestId('ecg-alert').getByText('我来处理').click();
    await expect.poll(() => paper().count(), soon).toBe(1);
    // The call to the ward is made by telephone, later.
    await reader.getByTestId('critical-popup').waitFor(soon);
    // Values, words and acts of this patient stand clear of it.
    await reader.getByTestId('measure.qt').waitFor(soon);
    for (const part of ['measure.heartRate', 'measure.qt', 'ecg-impression', 'ecg-write', 'ecg-critical'])
      expect(await reader.getByTestId(part).evaluate(isUncovered), part).toBe(true);
    await pages.shoot(reader, 'reading-call');
    await reader.keyboard.press('Alt+x');
  });

  test('four tracings of four formats stand in step: one scale, one filter, one pair of calipers', async () => {
    await expect.poll(() => reader.getByTestId('ecg-previous').count(), soon).toBe(3);
    const papers = reader.getByTestId('ecg-compare').locator('.ecg-paper-view');
    // The last one by key, and away again.
    await reader.keyboard.press('Alt+h');
    await expect.poll(() => papers.count(), soon).toBe(2);
    await reader.keyboard.press('Alt+h');
    await expect.poll(() => papers.count(), soon).toBe(0);
    for (const at of [0, 1, 2]) await reader.getByTestId('ecg-previous').nth(at).dblclick();
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
    // Paper speed by key, and back; the browser's own "forward" must not take it.
    const speed = () => reader.getByTestId('ecg-speed').inputValue();
    await reader.keyboard.press('Alt+ArrowRight');
    await expect.poll(speed, soon).toBe('50');
    await reader.keyboard.press('Alt+ArrowLeft');
    await expect.poll(speed, soon).toBe('25');
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
    await reader.getByTestId('by-hand-axis-t').fill('170');
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
    expect(await cell('heartRate.sure').innerText()).toBe('人工');
    expect(await cell('qt').getAttribute('title')).toContain(`机器测得 ${before}`);
    expect(await cell('qrs.sure').innerText()).toMatch(/^\d+%$/u);
    await pages.shoot(reader, 'reading-values');
    await reader.getByTestId('ecg-tabs').locator('[data-value=median]').click();
    await reader.getByTestId('correction-history').locator('summary').click();
    const kept = await reader.getByTestId('correction').innerText();
    for (const words of [`QT 间期 ${before}→${before + 10}`, '→60', /T 电轴 -?\d+→170/u, '人工核对波形'])
      expect(kept).toMatch(words);
    await pages.shoot(reader, 'reading-corrections');
    await reader.getByTestId('ecg-tabs').locator('[data-value=report]').click();
  });

  test('taken from the report, and handed on there with a reason to a colleague, by name', async () => {
    const nameOf = async (who: typeof world.doctor) => (await who.api.identity.me())?.person.name ?? '';
    const has = async () => (await now()).assignedTo?.personName;
    // Who does not distribute gives away what is his own, and nothing else.
    expect(await reader.getByTestId('ecg-give').count()).toBe(0);
    await reader.keyboard.press('Alt+r');
    await expect.poll(has, soon).toBe(await nameOf(world.doctor));
    const colleague = await nameOf(world.manager);
    const dialog = reader.getByTestId('ecg-assign-dialog');
    await reader.getByTestId('ecg-give').click();
    await dialog.getByTestId('reader-find').fill(colleague);
    await expect
      .poll(() => dialog.locator('[data-testid=reader][aria-selected=true]').innerText(), soon)
      .toContain(colleague);
    // Not without saying why.
    expect(await dialog.locator('button[type=submit]').isDisabled()).toBe(true);
    await dialog.locator('input').last().fill('请上级先看');
    await pages.shoot(reader, 'reading-give');
    await reader.keyboard.press('Control+Enter');
    await expect.poll(has, soon).toBe(colleague);
    await reader.getByTestId('toasts').getByText(colleague).first().waitFor(soon);
    await dialog.waitFor({ state: 'detached', ...soon });
    await reader.getByTestId('ecg-give').waitFor({ state: 'detached', ...soon });
    const { id: examId, version: expectedVersion } = await now();
    const command = { id: crypto.randomUUID(), at: new Date().toISOString() };
    const back = { personId: null, reason: '' };
    await world.manager.api.orders.assign({ command, examId, expectedVersion, ...back });
  });

  test('written under the lock: statements with their pairing, saved by itself, signed by the doctor', async () => {
    expect(await reader.getByTestId('ecg-impression').getAttribute('readonly')).not.toBeNull();
    await reader.keyboard.press('F4');
    const terms = reader.getByTestId('term-search');
    // Who begins to write types statements at once.
    await expect.poll(() => terms.evaluate((one) => one === document.activeElement), soon).toBe(true);
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
    // What changed since the last one is said in a line, which goes into the report as it is read.
    const line = (await reader.getByTestId('ecg-comparison').innerText()).replace(/^疑似\s*/u, '');
    expect(line).toMatch(/^与上次（\d{4}-\d{2}-\d{2} \d{2}:\d{2}）比较：.+。$/u);
    await reader.getByTestId('ecg-comparison-insert').click();
    const impression = async () => (await reader.getByTestId('ecg-impression').inputValue()).split('\n');
    await expect.poll(async () => (await impression()).at(-1), soon).toBe(line);
    // Asked for again it stands there once.
    await reader.getByTestId('ecg-comparison-insert').click();
    expect((await impression()).filter((one) => one === line)).toHaveLength(1);
    await expect.poll(() => reader.getByTestId('ecg-save-state').textContent(), soon).toContain('已保存');
    await pages.shoot(reader, 'reading-report');
    await reader.keyboard.press('F6');
    await reader.getByTestId('ecg-sign').waitFor();
    // Nothing is signed before it is said whether the result is positive.
    await reader.keyboard.press('Control+Enter');
    expect((await now()).report.state).toBe('draft');
    // The question has the keyboard.
    await reader.keyboard.press('ArrowRight');
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
