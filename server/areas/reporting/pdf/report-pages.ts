// One report as a section of the document: its own paper, head, foot, page count and watermark.
import type { Content, ContentSection, Watermark } from 'pdfmake/interfaces.js';
import { isDraft } from '../../../../core/reporting/draft.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { figureRows } from './figures.ts';
import { type Foot, pageFoot } from './foot.ts';
import { pageHead } from './head.ts';
import { contentWidth, type Paper, type Sheet, sheetOf } from './paper.ts';
import { resultTables } from './results.ts';
import { minute } from './text.ts';
import { ink, pale, soft, wash } from './tone.ts';

function recallBand(report: LabReport, sheet: Sheet): Content[] {
  if (report.recall === null) return [];
  const { reason, by, at } = report.recall;
  return [
    {
      table: {
        widths: [contentWidth(sheet) - 14],
        body: [
          [
            {
              text: [
                { text: '本报告已召回，请勿用于诊疗。', bold: true },
                { text: `  召回原因：${reason}` },
                { text: `  （${by}  ${minute(at)}）`, color: soft },
              ],
              fontSize: sheet.body,
              fillColor: wash,
            },
          ],
        ],
      },
      layout: {
        hLineWidth: () => 0.8,
        vLineWidth: () => 0.8,
        hLineColor: () => ink,
        vLineColor: () => ink,
        paddingLeft: () => 6,
        paddingRight: () => 6,
        paddingTop: () => 2,
        paddingBottom: () => 2,
      },
      margin: [0, 0, 0, 5],
    },
  ];
}

function watermark(report: LabReport, preview: boolean): Watermark | null {
  const base = { color: '#6b7076', opacity: 0.24, bold: true, angle: -30 };
  if (isDraft(report)) return { ...base, text: '预览 未审核', fontSize: 76 };
  if (report.recall !== null || report.state === 'recalled') return { ...base, text: '已召回', fontSize: 120 };
  if (report.state === 'superseded') return { ...base, text: '已更正 旧版', fontSize: 76 };
  return preview ? { ...base, text: '预览', fontSize: 120 } : null;
}

function remark(report: LabReport, sheet: Sheet): Content[] {
  if (report.remark === '') return [];
  return [
    {
      text: [{ text: '备注  ', bold: true }, { text: report.remark }],
      fontSize: sheet.body,
      lineHeight: 0.95,
      margin: [3, 5, 3, 0],
    },
  ];
}

/** Nothing can be added by hand below this line. It takes no height, so that it never makes a page of its own. */
const endOfResults = (sheet: Sheet): Content => ({
  text: '—— 以下空白 ——',
  fontSize: sheet.body - 1.5,
  color: pale,
  alignment: 'center',
  lineHeight: 0.05,
  margin: [0, 1, 0, 0],
});

/** The pages of one report; `paper` overrides what its template says. */
export function reportSection(
  report: LabReport,
  foot: Foot,
  { paper, preview = false }: { paper?: Paper; preview?: boolean } = {},
): ContentSection {
  const sheet = sheetOf(paper ?? report.paper);
  // The layout engine asks for the heads of all pages before the first foot: by then this report's pages are known.
  const pages: number[] = [];
  return {
    pageSize: { width: sheet.width, height: sheet.height },
    pageOrientation: sheet.width > sheet.height ? 'landscape' : 'portrait',
    pageMargins: [sheet.side, sheet.top, sheet.side, sheet.bottom],
    header: (page) => {
      pages.push(page);
      return pageHead(report, sheet);
    },
    footer: (page) => pageFoot(report, sheet, foot, pages.indexOf(page) + 1, pages.length),
    watermark: watermark(report, preview),
    section: [
      ...recallBand(report, sheet),
      ...resultTables(report, sheet),
      ...figureRows(report, sheet),
      ...remark(report, sheet),
      endOfResults(sheet),
    ],
  };
}
