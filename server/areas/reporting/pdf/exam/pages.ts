// One exam report as a section of the document: method, key images, findings, measurements, conclusion. Corrections are not printed.
import type { Content, ContentSection, Watermark } from 'pdfmake/interfaces.js';
import type { ExamReport } from '../../../../../core/reporting/exam-report.ts';
import type { Foot } from '../foot.ts';
import { contentWidth, type Sheet, sheetOf } from '../paper.ts';
import { embeddable } from '../picture.ts';
import { fitText, minute } from '../text.ts';
import { hair, pale, soft, wash } from '../tone.ts';
import { examFoot, examHead } from './head-foot.ts';
import type { ExamSheet } from './sheet.ts';

function recallBand({ recall }: ExamReport, sheet: Sheet): Content[] {
  if (recall === null) return [];
  return [
    {
      table: {
        widths: ['*'],
        body: [
          [
            {
              text: [
                { text: '本报告已召回，请勿用于诊疗。', bold: true },
                { text: `  召回原因：${recall.reason}` },
                { text: `  （${recall.by}  ${minute(recall.at)}）`, color: soft },
              ],
              fontSize: sheet.body,
              fillColor: wash,
            },
          ],
        ],
      },
      margin: [0, 0, 0, 6],
    },
  ];
}

function watermark({ state }: ExamReport, preview: boolean): Watermark | null {
  const base = { color: '#6b7076', opacity: 0.24, bold: true, angle: -30 };
  switch (state) {
    case 'draft':
    case 'returned':
    case 'submitted':
      return { ...base, text: '预览 未审核', fontSize: 76 };
    case 'recalled':
      return { ...base, text: '已召回', fontSize: 120 };
    case 'superseded':
      return { ...base, text: '已更正 旧版', fontSize: 76 };
    case 'final':
      return preview ? { ...base, text: '预览', fontSize: 120 } : null;
    default:
      throw new Error(`unknown state ${String(state satisfies never)}`);
  }
}

function section(title: string, text: string, sheet: Sheet, large = false): Content[] {
  if (text.trim() === '') return [];
  const size = sheet.body + (large ? 1.8 : 1.2);
  return [
    { text: title, bold: true, fontSize: sheet.body + 1.5, margin: [0, 8, 0, 3] },
    {
      text: text.trim(),
      fontSize: size,
      lineHeight: 1.28,
      bold: false,
      preserveLeadingSpaces: true,
      margin: [10, 0, 4, 0],
    },
  ];
}

/** Two in a row, one alone in the middle; a picture that cannot be drawn says so instead of vanishing. */
function keyImages(report: ExamReport, sheet: Sheet): Content[] {
  const { keyImages: images } = report.content;
  const across = images.length === 1 ? 1 : images.length === 2 || images.length === 4 ? 2 : 3;
  const gap = 10;
  const width = (contentWidth(sheet) - gap * (across - 1)) / across;
  const height = across === 1 ? 230 : across === 2 ? 190 : 140;
  const rows: Content[] = [];
  for (let from = 0; from < images.length; from += across) {
    rows.push({
      unbreakable: true,
      columnGap: gap,
      margin: [0, 8, 0, 0],
      columns: images.slice(from, from + across).map(({ picture, caption }) => {
        const image = embeddable(picture);
        const drawn: Content =
          image === null
            ? { text: '图像无法打印', color: soft, alignment: 'center', margin: [0, height / 2, 0, height / 2 - 12] }
            : { image, fit: [width, height], alignment: 'center' };
        const below = { text: fitText(caption, width, sheet.body - 1), fontSize: sheet.body - 1, color: soft };
        return { width, stack: [drawn, { ...below, alignment: 'center', margin: [0, 2, 0, 0] }] };
      }),
    });
  }
  return rows;
}

function table(title: string, rows: [string, string][], sheet: Sheet): Content[] {
  if (rows.length === 0) return [];
  const cells = rows.map(([label, value]) => [
    { text: label, color: soft, fontSize: sheet.body },
    { text: value, fontSize: sheet.body },
  ]);
  // Two pairs in a line: measurements are many and short.
  const empty = [{ text: '' }, { text: '' }];
  const body = Array.from({ length: Math.ceil(cells.length / 2) }, (_, row) => [
    ...(cells[2 * row] ?? empty),
    ...(cells[2 * row + 1] ?? empty),
  ]);
  return [
    { text: title, bold: true, fontSize: sheet.body + 1.5, margin: [0, 8, 0, 3] },
    {
      margin: [10, 0, 4, 0],
      table: { widths: ['27%', '*', '27%', '*'], dontBreakRows: true, body },
      layout: {
        hLineWidth: () => 0.35,
        vLineWidth: () => 0,
        hLineColor: () => hair,
        paddingLeft: () => 2,
        paddingRight: () => 4,
        paddingTop: () => 2,
        paddingBottom: () => 2,
      },
    },
  ];
}

function conclusion({ content }: ExamReport): string {
  const statements = content.statements.map(({ text }, index) =>
    content.statements.length > 1 ? `${index + 1}. ${text}` : text,
  );
  return [...statements, content.impression.trim()].filter((line) => line !== '').join('\n');
}

const endOfReport = (sheet: Sheet): Content => ({
  text: '—— 以下空白 ——',
  fontSize: sheet.body - 1.5,
  color: pale,
  alignment: 'center',
  margin: [0, 10, 0, 0],
});

/** The pages of one report on A4, portrait. `preview`: for a screen, also of a signed one. */
export function examSection(one: ExamSheet, foot: Foot, preview: boolean): ContentSection {
  const { report } = one;
  const sheet = sheetOf('A4');
  const draft = report.releasedAt === null;
  // The layout engine asks for the heads of all pages before the first foot: by then this report's pages are known.
  const pages: number[] = [];
  const amended = report.edition > 1 && report.amendReason !== '' ? `更正原因：${report.amendReason}` : '';
  return {
    pageSize: { width: sheet.width, height: sheet.height },
    pageOrientation: 'portrait',
    pageMargins: [sheet.side, sheet.top, sheet.side, sheet.bottom],
    header: (page) => {
      pages.push(page);
      return examHead(one, sheet);
    },
    footer: (page) => examFoot(one, sheet, foot, [pages.indexOf(page) + 1, pages.length], draft),
    watermark: watermark(report, preview),
    section: [
      ...recallBand(report, sheet),
      ...section('检查方法', report.content.method, sheet),
      ...keyImages(report, sheet),
      ...section('检查所见', report.content.findings, sheet),
      ...table(
        '测量值',
        report.content.measurements.map(({ label, value, unit }) => [label, `${value} ${unit}`.trimEnd()]),
        sheet,
      ),
      ...table('结构化项目', Object.entries(report.content.fields), sheet),
      ...section('诊断意见', conclusion(report), sheet, true),
      ...section('更正说明', amended, sheet),
      endOfReport(sheet),
    ],
  };
}
