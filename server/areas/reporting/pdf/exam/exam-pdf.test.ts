// The printed exam report as a reader gets it: its text, its pages, its code and its pictures, checked with poppler and zbar.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamReport, ExamReportContent } from '../../../../../core/reporting/exam-report.ts';
import { release, startDraft, submit } from '../../../../../core/reporting/exam-report-flow.ts';
import { headOf } from '../../../../../core/reporting/exam-report-hash.ts';
import { shippedLayout } from '../../../../../core/reporting/paper-shipped.ts';
import { actingAs, personA, personB, reportContent, sampleExam } from '../../../../../test/support/exam-samples.ts';
import { createReportPrinter } from '../index.ts';

const run = promisify(execFile);
const missing = ['pdftotext', 'pdftoppm', 'pdfinfo', 'pdfimages', 'zbarimg'].filter(
  (tool) => spawnSync(tool, ['--version']).error !== undefined,
);
const options = {
  verifyBase: 'https://his.example.cn/verify/',
  printedAt: '2026-07-17T03:00:00.000Z',
  printedBy: '周打印',
};
const author = { ...actingAs(personA), picture: null };
const reviewer = { ...actingAs(personB), picture: null };
const head = headOf(sampleExam(), '示范人民医院');

function draftOf(part: Partial<ExamReportContent>): ExamReport {
  return startDraft({ id: 'r', examId: 'e', service: 'radiology', content: reportContent(part), edition: 1 }, author);
}
function finalOf(part: Partial<ExamReportContent>): ExamReport {
  const draft = draftOf(part);
  const submitted = submit(draft, reportContent({ ...part, impression: '原诊断意见' }), author);
  return { ...release(submitted, draft.content, reviewer, false), verificationCode: '7K3M0QXA9TZ2' };
}

/** A grey PNG of some pixels. */
function png(width: number, height: number): string {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0x60);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const bytes = Buffer.concat([
    mark,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

const image = (caption: string) => ({
  studyUid: '1',
  seriesUid: '2',
  sopInstanceUid: '3',
  frame: 1,
  caption,
  picture: png(64, 48),
});

test('nothing to print is an error', async () => {
  await expect(createReportPrinter().renderExams([], options)).rejects.toThrow(RangeError);
});

if (missing.length > 0) test.skip(`${missing.join(', ')} not installed (poppler-utils, zbar-tools)`, () => undefined);

describe.skipIf(missing.length > 0)('PDF of an exam report', () => {
  const printer = createReportPrinter();
  let folder = '';
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-exam-pdf-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function print(report: ExamReport): Promise<string> {
    files += 1;
    const path = join(folder, `${files}.pdf`);
    await writeFile(path, await printer.renderExams([{ report, head }], options));
    return path;
  }
  const textOf = async (path: string) => (await run('pdftotext', ['-layout', path, '-'])).stdout.replace(/\s/gu, '');

  test('signed: everything of it, both names, the code, pictures and measurements; corrections are not printed', async () => {
    const path = await print(
      finalOf({
        findings: '脑沟增宽。',
        impression: '老年性脑改变。',
        measurements: [{ label: '第三脑室宽', value: '9', unit: 'mm', source: '' }],
        keyImages: [image('基底节层面'), image('侧脑室层面')],
        fields: { 对比剂: '未用' },
      }),
    );
    const text = await textOf(path);
    const expected = [
      '示范人民医院',
      '颅脑CT平扫报告单',
      '张三',
      '脑沟增宽。',
      '老年性脑改变。',
      '第三脑室宽',
      '9mm',
      '基底节层面',
    ];
    for (const part of [...expected, '对比剂', '未用', '报告医师甲', '审核医师乙', '7K3M-0QXA-9TZ2', '第1页/共1页'])
      expect(text).toContain(part);
    expect(text).not.toContain('原诊断意见');
    const { stdout } = await run('pdfimages', ['-list', path]);
    expect(stdout.match(/\b64\s+48\b/gu)).toHaveLength(2);
    const picture = path.replace('.pdf', '');
    await run('pdftoppm', ['-r', '150', '-png', '-singlefile', path, picture]);
    const scanned = await run('zbarimg', ['--raw', '-q', `${picture}.png`]);
    expect(scanned.stdout.split('\n')).toEqual(
      expect.arrayContaining(['https://his.example.cn/verify/7K3M0QXA9TZ2', '20260717100001']),
    );
    const { stdout: info } = await run('pdfinfo', [path]);
    expect(info).toMatch(/Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)/u);
  });

  test('a second confirmation stands beside the reviewer, alone where the own label is too long for both', async () => {
    const submitted = submit(draftOf({}), reportContent(), author);
    const report = {
      ...release(submitted, submitted.content, { ...reviewer, confirms: true }, false),
      verificationCode: '7K3M0QXA9TZ2',
    };
    expect(await textOf(await print(report))).toContain('审核医师（二次确认）乙');
    const foot = shippedLayout.foot.map((block) =>
      block.kind === 'signatures' ? { ...block, reviewer: '本院专家组审核医师' } : block,
    );
    const paper = { layout: { ...shippedLayout, foot }, logo: null, sample: false };
    const path = join(folder, 'confirmed-long.pdf');
    await writeFile(path, await printer.renderExams([{ report, head, paper }], options));
    expect(await textOf(path)).toMatch(/报告医师甲二次确认乙/u);
  });

  test('structured fields: by their names with their units, empty ones not at all', async () => {
    const definition = (key: string, label: string, unit = '') => ({
      ...{ key, label, unit, kind: 'text' as const },
      choices: [],
    });
    const text = await textOf(
      await print(
        finalOf({
          fields: { size: '8', density: '', lungRads: '4A' },
          fieldDefinitions: [
            definition('size', '结节长径', 'mm'),
            definition('density', '结节密度'),
            definition('lungRads', 'Lung-RADS分类'),
          ],
        }),
      ),
    );
    expect(text).toContain('结节长径8mm');
    expect(text).toContain('Lung-RADS分类4A');
    for (const absent of ['size', 'lungRads', '结节密度']) expect(text).not.toContain(absent);
  });

  test('not signed: says so across the page and in the foot, without a code', async () => {
    const text = await textOf(await print(draftOf({})));
    for (const part of ['预览', '未审核', '不得作为报告使用']) expect(text).toContain(part);
    expect(text).not.toContain('验证码');
  });

  test('long text goes on to further pages, each with its head and its number', async () => {
    const text = await textOf(await print(finalOf({ findings: '双肺纹理清晰，未见实质性病变。'.repeat(260) })));
    expect(text.match(/示范人民医院颅脑CT平扫报告单|颅脑CT平扫报告单/gu)?.length).toBeGreaterThan(1);
    expect(text).toContain('第2页/共');
  });

  test('characters that the font lacks are named, pictures that are broken say so', async () => {
    const broken = { ...image('坏图'), picture: 'data:image/jpeg;base64,AAAA' };
    const text = await textOf(await print(finalOf({ findings: '患者\u{20BB7}某', keyImages: [broken] })));
    expect(text).toMatch(/患者(𠮷|〓\[U\+20BB7\])某/u);
    expect(text).toContain('图像无法打印');
  });
});
