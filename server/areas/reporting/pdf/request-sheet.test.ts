// The printed request form (RAD-05): every field of the request, its barcode on each page, and whose it is when the history runs on.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedBooking } from '../../../../core/orders/booking-shipped.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { requestSheet } from '../../../../core/orders/request-sheet.ts';
import { sampleExam } from '../../../../test/support/exam-samples.ts';
import { canReadPdf, papersUnread, pdfWords } from '../../../../test/support/pdf-words.ts';
import { createReportPrinter } from './index.ts';

const printer = createReportPrinter();
const canScan = canReadPdf && spawnSync('zbarimg', ['--version']).error === undefined;

const sheetOf = (exam: ExamDocument) =>
  requestSheet({
    exam,
    settings: shippedBooking(exam.service),
    hospital: '医枢示范医院',
    now: '2026-07-17T01:20:00.000Z',
    printedBy: '周打印',
  });

const full: ExamDocument = {
  ...sampleExam({
    patient: {
      id: '00000000-0000-4000-8000-000000000009',
      number: 'P00120458',
      name: '欧阳春晓',
      sex: 'female',
      birthDate: '1981-02-03',
      allergies: ['碘对比剂'],
    },
    visit: {
      id: '00000000-0000-4000-8000-000000000008',
      kind: 'inpatient',
      number: 'ZY2026071733',
      departmentId: 'W1',
      departmentName: '神经内科',
      bed: '12',
    },
    clinicalDiagnosis: '头痛待查',
    history: '头痛三天，无外伤史',
    purpose: '除外出血',
    priority: 'urgent',
    requestNumber: 'SQ20260717001',
    room: 'CT2室',
    deviceId: 'CT_REVOLUTION',
  }),
  queueNumber: 7,
  fee: { state: 'paid', amountCent: 23_050 },
};

/** Codes that a scanner reads on each page at 200 dpi. */
function scanned(pdf: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-request-'));
  try {
    writeFileSync(join(folder, 'sheet.pdf'), pdf);
    execFileSync('pdftoppm', ['-r', '200', '-png', join(folder, 'sheet.pdf'), join(folder, 'page')]);
    const pages = execFileSync('sh', ['-c', 'zbarimg -q page*.png'], { cwd: folder, encoding: 'utf8' });
    return pages.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!canReadPdf) test.skip(papersUnread, () => undefined);
if (!canScan) test.skip('barcodes are not read: zbarimg is not installed (zbar-tools)', () => undefined);

test.skipIf(!canReadPdf)('says all that the request says, and the numbers that it is found by', async () => {
  const words = pdfWords(await printer.renderRequests([sheetOf(full)]));
  for (const word of [
    ...['医枢示范医院', '加急影像检查申请单', '欧阳春晓女45岁', '患者号P00120458', `检查号${full.accessionNumber}`],
    ...['出生日期1981-02-03', '病人类型住院', '就诊号ZY2026071733', '床号12', '申请科室神经内科', '科室电话8201'],
    ...['申请时间2026-07-1709:00', '申请单号SQ20260717001', '检查项目颅脑CT平扫', '检查类型CT', '检查部位颅脑'],
    ...['检查方法平扫', '到检时间2026-07-1709:00', '检查室CT2室', 'CT_REVOLUTION', '排队号7号', '费用已缴费230.50元'],
    ...['过敏史碘对比剂', '初步诊断头痛待查', '病史头痛三天，无外伤史', '检查目的除外出血', '申请医师：李医生'],
    ...['打印2026-07-1709:20周打印', '第1页/共1页'],
  ])
    expect(words).toContain(word);
  expect(words).not.toContain('已取消');
});

test.skipIf(!canScan)('a long history runs on over pages that all say whose it is, under its barcode', async () => {
  const long = { ...full, history: '反复头痛三年，近三天加重。'.repeat(150) };
  const pdf = await printer.renderRequests([sheetOf(long), sheetOf({ ...full, accessionNumber: '20260717100002' })]);
  const words = pdfWords(pdf);
  const [first, ...more] = scanned(pdf);
  expect([first, ...more]).toEqual([
    ...Array.from({ length: more.length }, () => `CODE-128:${full.accessionNumber}`),
    'CODE-128:20260717100002',
  ]);
  expect(more.length).toBeGreaterThan(1);
  expect(words.match(/欧阳春晓/gu)?.length).toBe(more.length + 1);
  expect(words.match(/三年/gu)?.length).toBe(150);
  expect(words).toContain(`第${more.length}页/共${more.length}页`);
});

test.skipIf(!canReadPdf)(
  'of an ECG it says so; a fee that nobody said is left open; one that is cancelled says it',
  async () => {
    const exam = sampleExam({ service: 'ecg', modality: 'ECG', procedureName: '床旁心电图' });
    const words = pdfWords(await printer.renderRequests([sheetOf(exam)]));
    expect(words).toContain('心电图检查申请单');
    expect(words).not.toMatch(/缴费|退费/u);
    const plain = await printer.renderRequests([sheetOf(exam)]);
    const gone = await printer.renderRequests([sheetOf({ ...exam, state: 'cancelled' })]);
    expect(pdfWords(gone).length).toBeGreaterThan(pdfWords(plain).length);
  },
);

test('nothing to print is an error', async () => {
  await expect(printer.renderRequests([])).rejects.toThrow(RangeError);
});
