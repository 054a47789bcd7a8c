// One exam report as a section of the document: the pages that its layout gives it, with what must be said of it across them.
import type { Content, ContentSection, Watermark } from 'pdfmake/interfaces.js';
import type { ExamReport } from '../../../../../core/reporting/exam-report.ts';
import type { Foot } from '../foot.ts';
import type { Sheet } from '../paper.ts';
import { minute } from '../text.ts';
import { soft, wash } from '../tone.ts';
import { examBody } from './body.ts';
import { drawingOf } from './drawing.ts';
import { examFoot } from './foot.ts';
import { examHead } from './head.ts';
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

const mark = { color: '#6b7076', opacity: 0.24, bold: true, angle: -30 };

function watermark({ state }: ExamReport, preview: boolean): Watermark | null {
  switch (state) {
    case 'draft':
    case 'returned':
    case 'submitted':
      return { ...mark, text: '预览 未审核', fontSize: 76 };
    case 'recalled':
      return { ...mark, text: '已召回', fontSize: 120 };
    case 'superseded':
      return { ...mark, text: '已更正 旧版', fontSize: 76 };
    case 'final':
      return preview ? { ...mark, text: '预览', fontSize: 120 } : null;
    default:
      throw new Error(`unknown state ${String(state satisfies never)}`);
  }
}

/** The pages of one report. `preview`: for a screen, also of a signed one. */
export function examSection(one: ExamSheet, foot: Foot, preview: boolean): ContentSection {
  const { report } = one;
  const drawing = drawingOf(one, foot);
  const { sheet } = drawing;
  // The layout engine asks for the heads of all pages before the first foot: by then this report's pages are known.
  const pages: number[] = [];
  return {
    pageSize: { width: sheet.width, height: sheet.height },
    pageOrientation: sheet.width > sheet.height ? 'landscape' : 'portrait',
    pageMargins: [sheet.side, sheet.top, sheet.side, sheet.bottom],
    header: (page) => {
      pages.push(page);
      return examHead(drawing);
    },
    footer: (page) => examFoot(drawing, [pages.indexOf(page) + 1, pages.length]),
    watermark: drawing.sample ? { ...mark, text: '样张', fontSize: 120 } : watermark(report, preview),
    section: [...recallBand(report, sheet), ...examBody(drawing)],
  };
}
