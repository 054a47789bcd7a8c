// An ECG from the upload to its printed report through the real server: the tracing is on the paper, and in true millimetres.
import { randomUUID } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgFile } from '../../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../../test/support/ecg-world.ts';
import { canReadPdf, pdfWords } from '../../../../test/support/pdf-words.ts';
import { command } from '../../../../test/support/server.ts';

let world: EcgWorld;
beforeAll(async () => {
  world = await startEcgWorld();
}, 60_000);
afterAll(() => world.started.close());

/** Every compressed stream of a PDF as text. */
function streamsOf(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 7)) {
    const end = bytes.indexOf('endstream', at);
    if (end < 0) break;
    try {
      found.push(inflateSync(bytes.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // Fonts and pictures may be packed otherwise.
    }
    at = end;
  }
  return found;
}

/** A recording of a new exam with a report that somebody began, as PDF. */
async function printed(number: string, name: string, file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  const { started, technician, doctor, register } = world;
  const exam = await register(number, name);
  const uploaded = await technician.fetch(`/ecg/manual?name=${file}&examId=${exam.id}`, {
    method: 'POST',
    headers: { 'x-yishu': '1' },
    body: bytes,
  });
  expect(await uploaded.json()).toMatchObject({ state: 'matched', examId: exam.id });
  const locked = await doctor.api.orders.lock({ command: command(started.clock), examId: exam.id });
  const report = await doctor.api.examReports.saveDraft({
    command: command(started.clock),
    examId: exam.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence: locked.lock?.fence ?? 0,
    content: {
      title: '心电图',
      method: '',
      findings: '',
      impression: '窦性心律',
      positive: false,
      fields: {},
      statements: [],
      measurements: [],
      keyImages: [],
      templateId: '',
    },
  });
  const answer = await doctor.fetch(`/exam-reports/pdf?id=${report.id}`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

test('the report of an ECG is printed with its recording', async () => {
  const bytes = await printed(
    'P900',
    '欧阳春晓',
    'p.json',
    ecgFile({ patient: { id: 'P900', name: '欧阳春晓' }, seed: 77 }),
  );
  expect(bytes.toString('latin1')).toMatch(/\/MediaBox \[0 0 841\.89 595\.28\]/u);
  const [page = ''] = streamsOf(bytes).filter((text) => text.includes(' l\n'));
  const upright = [...page.matchAll(/([\d.]+) ([\d.]+) m\n([\d.]+) ([\d.]+) l\n/gu)]
    .filter(([, x, , toX]) => x === toX)
    .map(([, x]) => (Number(x) * 25.4) / 72);
  const grid = [...new Set(upright.map((x) => Math.round(x * 1000) / 1000))].sort((a, b) => a - b);
  const steps = grid.slice(1).map((x, i) => x - (grid[i] ?? 0));
  // A line each millimetre, but for the short bars at column breaks between them.
  expect(steps.filter((step) => Math.abs(step - 1) < 0.005).length).toBeGreaterThan(250);
  expect(page.split(' l\n').length).toBeGreaterThan(5000);
}, 60_000);

test.skipIf(!canReadPdf)(
  'measurements are called the machine’s only on a paper that has some',
  async () => {
    const whose = '测量值为机器测量';
    const measured = await printed(
      'P901',
      '林一鸣',
      'm.json',
      ecgFile({ patient: { id: 'P901', name: '林一鸣' }, seed: 78 }),
    );
    expect(pdfWords(measured)).toContain(whose);
    const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(pdfWords(await printed('P902', '何舒', 'p.png', Uint8Array.from(picture)))).not.toContain(whose);
  },
  60_000,
);
