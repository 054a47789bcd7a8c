// The printed report as a reader gets it: text, codes, pages and fonts, checked with poppler and zbar.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { createReportPrinter, type ReportPrintOptions } from './index.ts';
import { histograms, label, lines, report } from './samples.test-data.ts';

const run = promisify(execFile);
const tools = ['pdftotext', 'pdftoppm', 'pdfinfo', 'pdffonts', 'zbarimg'];
const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
const options: ReportPrintOptions = {
  verifyBase: 'https://his.example.cn/verify/',
  printedAt: '2026-07-17T01:20:00.000Z',
  printedBy: '周打印',
};

if (missing.length > 0) test.skip(`${missing.join(', ')} not installed (poppler-utils, zbar-tools)`, () => undefined);

test('nothing to print is an error', async () => {
  const printer = createReportPrinter();
  await expect(printer.renderReports([], options)).rejects.toThrow(RangeError);
  await expect(printer.renderLabel([])).rejects.toThrow(RangeError);
});

describe.skipIf(missing.length > 0)('PDF', () => {
  const printer = createReportPrinter();
  let folder = '';
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-report-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function save(bytes: Uint8Array): Promise<string> {
    files += 1;
    const path = join(folder, `${files}.pdf`);
    await writeFile(path, bytes);
    return path;
  }
  const print = async (reports: LabReport[], part: Partial<ReportPrintOptions> = {}) =>
    save(await printer.renderReports(reports, { ...options, ...part }));
  /** Text of each page, with all white space taken out. */
  const pagesOf = async (path: string) =>
    (await run('pdftotext', ['-layout', path, '-'])).stdout
      .split('\f')
      .slice(0, -1)
      .map((page) => page.replace(/\s/gu, ''));
  async function sizes(path: string): Promise<string[]> {
    const { stdout } = await run('pdfinfo', ['-f', '1', '-l', '99', path]);
    return [...stdout.matchAll(/Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)/gu)].map(([, width, height]) =>
      [width, height].map((points) => Math.round((Number(points) * 25.4) / 72)).join('x'),
    );
  }
  async function scan(path: string): Promise<string[]> {
    const picture = path.replace(/\.pdf$/u, '');
    await run('pdftoppm', ['-r', '200', '-png', '-singlefile', path, picture]);
    const { stdout } = await run('zbarimg', ['-q', `${picture}.png`]);
    return stdout.trim().split('\n').sort();
  }

  test('says who, what, how much and by whom, and fits one A4 page', async () => {
    const pages = await pagesOf(await print([report({ remark: '标本轻度溶血', histograms })]));
    expect(pages).toHaveLength(1);
    for (const text of [
      '医枢示范医院',
      '血液检验报告单',
      '欧阳春晓',
      'P00120458',
      '住院号ZY2026071733',
      '260717003125',
      '白细胞计数',
      '32.15',
      '3.50~9.50',
      '↑↑',
      '危',
      '采集时间2026-07-1708:12',
      '检验者李检验',
      '审核者王审核',
      '报告时间2026-07-1709:15',
      '打印时间2026-07-1709:20周打印',
      'K7MP-Q2XV-R94T',
      '本报告仅对该标本负责',
      '标本轻度溶血',
      'WBC直方图',
      '第1页/共1页',
    ])
      expect(pages[0]).toContain(text);
  });

  test.each(['A4', 'A5', 'B5'] as const)('codes on %s are read at 200 dpi', async (paper) => {
    expect(await scan(await print([report({ paper })]))).toEqual([
      'CODE-128:260717003125',
      'QR-Code:https://his.example.cn/verify/K7MPQ2XVR94T',
    ]);
  });

  test('thirty lines in two columns fit one A4 page', async () => {
    const pages = await pagesOf(await print([report({ lines: lines(30), doubleColumnFrom: 20, histograms })]));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.split('参考范围')).toHaveLength(3);
  });

  test('sixty lines go on on a second page under the same head', async () => {
    const pages = await pagesOf(await print([report({ lines: lines(60) }), report({ sampleNumber: '0313' })]));
    expect(pages).toHaveLength(3);
    expect(pages.map((page) => /第\d页\/共\d页/u.exec(page)?.[0])).toEqual([
      '第1页/共2页',
      '第2页/共2页',
      '第1页/共1页',
    ]);
    for (const page of pages) {
      expect(page).toContain('欧阳春晓');
      expect(page).toContain('项目名称');
      expect(page).toContain('K7MP-Q2XV-R94T');
    }
    expect(pages[2]).toContain('样本号0313');
  });

  test.each([13, 25, 26, 27, 60, 120])(
    '%i lines in two columns on A5: each once, in order, no empty page',
    async (count) => {
      const many = lines(count).map((line, index) => ({ ...line, name: `项目甲${index + 1}乙`, nameEn: '' }));
      const pages = await pagesOf(await print([report({ paper: 'A5', lines: many, doubleColumnFrom: 12 })]));
      const seen = pages.flatMap((page) => [...page.matchAll(/项目甲(\d+)乙/gu)].map((match) => Number(match[1])));
      expect([...seen].sort((a, b) => a - b)).toEqual(many.map((_, index) => index + 1));
      expect(pages.every((page) => page.includes('项目甲'))).toBe(true);
    },
  );

  test('papers have their size, each report its own, and the choice at the printer wins', async () => {
    const all = [report(), report({ paper: 'A5' }), report({ paper: 'B5' })];
    expect(await sizes(await print(all))).toEqual(['210x297', '210x148', '182x257']);
    expect(await sizes(await print(all, { paper: 'A5' }))).toEqual(['210x148', '210x148', '210x148']);
  });

  test('fonts are embedded subsets and the file is small', async () => {
    const path = await print([report({ lines: lines(60), histograms })]);
    const fonts = (await run('pdffonts', [path])).stdout.trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(2);
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+NotoSansSC.* yes yes yes /u);
    expect((await readFile(path)).length).toBeLessThan(400_000);
  });

  test('a recalled report says so and why; a corrected one its version', async () => {
    const recall = { reason: '患者身份核对不符', by: '王审核', at: '2026-07-18T02:00:00.000Z' };
    const [page] = await pagesOf(await print([report({ version: 2, state: 'recalled', recall })]));
    expect(page).toContain('本报告已召回');
    expect(page).toContain('召回原因：患者身份核对不符');
    expect(page).toContain('更正报告第2版');
    expect((await pagesOf(await print([report()])))[0]).not.toContain('召回');
  });

  test('a draft says that it is one and has no code to confirm it', async () => {
    const path = await print([report({ verificationCode: '', reviewedBy: '' })], { preview: true });
    const [page] = await pagesOf(path);
    expect(page).toContain('预览，未审核，不得作为报告使用');
    expect(page).not.toContain('验证码');
    expect(await scan(path)).toEqual(['CODE-128:260717003125']);
  });

  test('a preview of a signed report is the report under a mark', async () => {
    const [plain, marked] = [await print([report()]), await print([report()], { preview: true })];
    expect((await readFile(marked)).length).toBeGreaterThan((await readFile(plain)).length);
    expect(await scan(marked)).toEqual(await scan(plain));
  });

  test('a name that the fonts lack is spelled out, on report and label', async () => {
    const patient = { name: '𠮷某', sex: 'male', age: '31岁', number: '1' } as const;
    expect((await pagesOf(await print([report({ patient })])))[0]).toContain('〓[U+20BB7]某');
    const path = await save(await printer.renderLabel([label({ patientName: '𠮷某' })]));
    expect((await pagesOf(path))[0]).toContain('〓[U+20BB7]');
  });

  test('long and missing words neither break the head nor add a page', async () => {
    const long = '很长的文字'.repeat(40);
    const wordy = report({
      hospital: long,
      title: long,
      patient: { name: long, sex: 'unknown', age: '', number: long },
      visit: { kind: 'other', number: '', departmentName: long, bed: '', diagnosis: long },
      items: long,
      footer: long,
      testedBy: long,
      collectedAt: null,
      barcode: '条码',
    });
    expect(await pagesOf(await print([wordy]))).toHaveLength(1);
  });

  test('pictures that cannot be drawn are said to be so, the report still prints', async () => {
    const figure = { kind: 'scattergram', mediaType: 'image/png', counts: null } as const;
    const broken = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
    const [page] = await pagesOf(
      await print([
        report({
          histograms: [
            { ...figure, name: '散点图一', picture: broken },
            { ...figure, name: '散点图二', picture: null },
          ],
          reviewedBySignature: `data:image/png;base64,${broken}`,
        }),
      ]),
    );
    expect(page?.split('图像无法打印')).toHaveLength(3);
    expect(page).toContain('审核者王审核');
  });

  test('a tube label is 50 x 30 mm and carries patient, tube, items and code', async () => {
    const path = await save(
      await printer.renderLabel([
        label(),
        label({ urgency: '', patientName: '很长'.repeat(20) }),
        label({ urgency: '加急', patientName: '很长'.repeat(20), specimenType: '很长'.repeat(20) }),
      ]),
    );
    const pages = await pagesOf(path);
    expect(await sizes(path)).toEqual(['50x30', '50x30', '50x30']);
    for (const text of [
      '医枢示范医院',
      '血液内科一病区12床',
      '欧阳春晓',
      '女45岁',
      '静脉血',
      '紫色',
      '血常规',
      '260717003125',
      '急',
    ])
      expect(pages[0]).toContain(text);
    expect(pages[1]).not.toContain('急');
    expect(pages[2]).toContain('加急');
    expect(await scan(path)).toEqual(['CODE-128:260717003125']);
  });
});
