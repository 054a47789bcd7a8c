// Layouts as they come out of the printer: the shipped one stands where it always stood, any valid one keeps head, text and foot apart.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageGeometry } from '../../../../../core/reporting/paper-geometry.ts';
import type { PaperLayout } from '../../../../../core/reporting/paper-layout.ts';
import { layoutProblems } from '../../../../../core/reporting/paper-rules.ts';
import { sampleSheet } from '../../../../../core/reporting/paper-sample.ts';
import { shippedLayout } from '../../../../../core/reporting/paper-shipped.ts';
import { anyLayout, layoutWith } from '../../../../../test/support/paper-layouts.ts';
import { canReadPdf, papersUnread } from '../../../../../test/support/pdf-words.ts';
import { createReportPrinter } from '../index.ts';
import type { ExamSheet } from './sheet.ts';

const run = promisify(execFile);
const options = { verifyBase: 'https://h.cn/verify/', printedAt: '2026-07-17T03:00:00.000Z', printedBy: '周打印' };

interface Word {
  text: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Words of each page with their boxes in points. */
function pagesOf(xml: string): { width: number; height: number; words: Word[] }[] {
  return xml
    .split('<page ')
    .slice(1)
    .map((page) => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/u.exec(page) ?? [];
      const words = [
        ...page.matchAll(/xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</gu),
      ];
      return {
        width: Number(width),
        height: Number(height),
        words: words.map(([, left, top, right, bottom, text = '']) => ({
          ...{ text, left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) },
        })),
      };
    });
}

const sheet = (part: { findings?: string; method?: string } = {}, layout?: PaperLayout): ExamSheet => {
  const made = sampleSheet(shippedLayout, {
    ...{ example: 'short', hospital: '示范人民医院', institution: '示范人民医院', pictures: [] },
    at: '2026-07-17T01:00:00.000Z',
  });
  const { report } = made;
  const content = { ...report.content, ...part, ...(part.findings ? { measurements: [], fields: {} } : {}) };
  return {
    ...made,
    report: { ...report, content },
    ...(layout ? { paper: { layout, logo: null, sample: false } } : {}),
  };
};

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(!canReadPdf)('layouts on paper', () => {
  const printer = createReportPrinter();
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-layout-pdf-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function printed(sheets: ExamSheet[]) {
    const path = join(folder, 'layouts.pdf');
    await writeFile(path, await printer.renderExams(sheets, options));
    const { stdout } = await run('pdftotext', ['-bbox', path, '-'], { maxBuffer: 64_000_000 });
    return pagesOf(stdout);
  }

  test('the shipped layout: every part stands where it stood before layouts were administered', async () => {
    const [page] = await printed([sheet()]);
    const at = (text: string) => {
      const word = page?.words.find((one) => one.text === text);
      return word && [Math.round(word.left * 10) / 10, Math.round(word.top * 10) / 10];
    };
    expect([page?.width, page?.height].map((length) => Math.round(length ?? 0))).toEqual([595, 842]);
    // What the version before printed, whose files were the same byte for byte.
    const before: Record<string, [number, number]> = {
      示范人民医院: [249.6, 20],
      检查类型: [509.1, 27.6],
      姓名: [36, 73.3],
      病历号: [384.9, 73.3],
      申请医生: [384.9, 88.6],
      检查机构: [297.6, 118.7],
      检查方法: [36, 150],
      报告医师: [36, 763.5],
      打印时间: [263.6, 779],
      验证码: [36, 804],
    };
    expect(Object.fromEntries(Object.keys(before).map((text) => [text, at(text)]))).toEqual(before);
  });

  test('any valid layout, drawn: nothing outside the margins, no text in the room of head or foot', async () => {
    const layouts = fc
      .sample(anyLayout, { numRuns: 120, seed: 20_260_717 })
      .filter((layout) => layoutProblems(layout).length === 0)
      .slice(0, 9);
    expect(layouts.length).toBeGreaterThan(5);
    const filler = '正文'.repeat(700);
    // Only the long text stands between head and foot: what else is found there has left its room.
    const sheets = layouts.map((layout) => {
      const body = layout.body.map((block) => (block.kind === 'section' ? { ...block, showHeading: false } : block));
      const bare = { ...layout, body: body.filter(({ kind }) => kind === 'section') };
      const made = sheet({ findings: filler, method: '' }, bare);
      return { ...made, report: { ...made.report, content: { ...made.report.content, impression: '正文' } } };
    });
    const pages = await printed(sheets);
    let index = -1;
    for (const { width, height, words } of pages) {
      if (words.some(({ text }, at) => text === '第' && words[at + 1]?.text === '1' && words[at + 2]?.text === '页'))
        index += 1;
      const layout = layouts[index];
      if (!layout) throw new Error('more reports than layouts');
      const { side, headRoom, footRoom } = pageGeometry(layout);
      const name = JSON.stringify({ page: layout.page, qr: layout.qrMm });
      for (const { text, left, right, top, bottom } of words) {
        const where = `${text} ${name}`;
        expect(left, where).toBeGreaterThanOrEqual(side - 1);
        expect(right, where).toBeLessThanOrEqual(width - side + 1);
        const isText = /^[正文]+$/u.test(text);
        if (isText) {
          expect(top, where).toBeGreaterThanOrEqual(headRoom - 1);
          expect(bottom, where).toBeLessThanOrEqual(height - footRoom + 1);
        } else if (top < height / 2) expect(bottom, where).toBeLessThanOrEqual(headRoom + 1);
        else expect(top, where).toBeGreaterThanOrEqual(height - footRoom - 1);
        expect(bottom, where).toBeLessThanOrEqual(height);
      }
    }
    expect(index).toBe(layouts.length - 1);
  });

  test('a heading is never left alone at the foot of a page', async () => {
    const lines = Array.from({ length: 12 }, (_, at) => 18 + at);
    const pages = await printed(
      lines.map((count) => {
        const made = sheet({ findings: Array.from({ length: count }, () => '正文').join('\n'), method: '' });
        const content = { ...made.report.content, impression: '结论', fields: { 对比剂: '未用' } };
        return { ...made, report: { ...made.report, content } };
      }),
    );
    expect(pages.length).toBeGreaterThan(lines.length);
    const has = (words: readonly Word[], text: string) => words.some((word) => word.text === text);
    expect(pages.filter(({ words }) => has(words, '诊断意见'))).toHaveLength(lines.length);
    for (const { words } of pages) {
      expect(has(words, '诊断意见')).toBe(has(words, '结论'));
      expect(has(words, '结构化项目')).toBe(has(words, '对比剂'));
    }
  });

  test('side by side; what a report lacks leaves its columns to its neighbour', async () => {
    const layout = layoutWith({
      body: shippedLayout.body.map((block): (typeof shippedLayout.body)[number] =>
        block.kind === 'images'
          ? { ...block, span: 5, across: 1, heightMm: 40 }
          : block.kind === 'section' && block.part === 'findings'
            ? { ...block, span: 7 }
            : block,
      ),
    });
    expect(layoutProblems(layout)).toEqual([]);
    const keyImages = [{ studyUid: '', seriesUid: '', sopInstanceUid: '', frame: 1, caption: '图一', picture: '' }];
    const without = sheet({}, layout);
    const { report } = without;
    const beside = { ...without, report: { ...report, content: { ...report.content, keyImages } } };
    const [alone, paired] = await printed([without, beside]);
    const left = (page: typeof alone) => page?.words.find(({ text }) => text === '检查所见')?.left ?? 0;
    expect(left(alone)).toBe(36);
    expect(left(paired)).toBeGreaterThan(36 + 200);
  });

  test('another paper, title, words and order come out as the layout says', async () => {
    const layout = layoutWith({
      page: { ...shippedLayout.page, paper: 'A5', orientation: 'landscape', sideMm: 10 },
      head: shippedLayout.head.map((block) =>
        block.kind === 'masthead' ? { ...block, title: '{modality}诊断书', left: 'none' as const } : block,
      ),
      body: shippedLayout.body
        .filter(({ kind }) => kind !== 'images' && kind !== 'table')
        .map((block) =>
          block.kind === 'section' && block.part === 'findings' ? { ...block, heading: '影像所见' } : block,
        ),
    });
    expect(layoutProblems(layout)).toEqual([]);
    const [page] = await printed([sheet({}, layout)]);
    expect([page?.width, page?.height].map((length) => Math.round(length ?? 0))).toEqual([595, 420]);
    const text = page?.words.map((word) => word.text).join('') ?? '';
    for (const part of ['CT诊断书', '影像所见', '报告医师']) expect(text).toContain(part);
    expect(text).not.toContain('检查所见');
  });
});
