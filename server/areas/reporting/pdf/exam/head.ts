// Head of an exam report's pages as its layout says: hospital, title, logo, whose exam it is.
import type { Content } from 'pdfmake/interfaces.js';
import type { z } from 'zod';
import { flankOf, pointsOf } from '../../../../../core/reporting/paper-geometry.ts';
import type { HeadBlock, MastheadBlock } from '../../../../../core/reporting/paper-layout.ts';
import { filledWords } from '../../../../../core/reporting/paper-words.ts';
import { code128 } from '../codes.ts';
import type { Sheet } from '../paper.ts';
import { fitText, sizeFor } from '../text.ts';
import { ink, soft } from '../tone.ts';
import { blockRows, boundedText, type Drawing, fieldRows, fullWidth, ruleOf } from './drawing.ts';

type Masthead = z.infer<typeof MastheadBlock>;

function badge(text: string, sheet: Sheet): Content {
  return {
    text: `\u00a0${text}\u00a0`,
    bold: true,
    color: 'white',
    background: ink,
    fontSize: sheet.body,
    alignment: 'right',
    preserveTrailingSpaces: true,
  };
}

function flankContent(
  { one: { head }, sheet, logo }: Drawing,
  block: Masthead,
  what: Masthead['left' | 'right'],
  width: number,
): Content[] {
  switch (what) {
    case 'none':
      return [];
    case 'barcode': {
      const svg = code128(head.accessionNumber);
      const bars: Content[] =
        svg === null
          ? []
          : [{ svg, width: width - 10, height: sheet.body * 2.1, margin: [0, sheet.body * 0.55, 0, 1] }];
      return [...bars, { text: head.accessionNumber, fontSize: sheet.body - 1, characterSpacing: 0.8, noWrap: true }];
    }
    case 'modality':
      return [
        {
          text: [
            { text: '检查类型 ', color: soft, fontSize: sheet.body - 1 },
            { text: head.modality, bold: true, fontSize: sheet.body + 4 },
          ],
          noWrap: true,
          margin: [0, sheet.body * 0.2, 0, 2],
        },
      ];
    case 'logo':
      return logo === null ? [] : [{ image: logo, fit: [width - 6, pointsOf(block.logoMm)], margin: [0, 0, 0, 2] }];
    default:
      throw new Error(`unknown flank ${String(what satisfies never)}`);
  }
}

function masthead(drawing: Drawing, block: Masthead, width: number): Content {
  const { one, sheet, values } = drawing;
  const flank = flankOf(width);
  const middle = width - 2 * flank;
  const centred = (text: string, size: number, bold: boolean): Content => ({
    text: fitText(text, middle, sizeFor(text, middle, size, 8)),
    fontSize: sizeFor(text, middle, size, 8),
    bold,
    noWrap: true,
  });
  const { edition } = one.report;
  return {
    columns: [
      { width: flank, stack: flankContent(drawing, block, block.left, flank) },
      {
        width: middle,
        alignment: 'center',
        stack: [
          centred(filledWords(block.hospital, values), block.hospitalPt, true),
          centred(filledWords(block.title, values), block.titlePt, false),
        ],
      },
      {
        width: flank,
        alignment: 'right',
        stack: [
          ...flankContent(drawing, block, block.right, flank),
          ...(edition > 1 ? [badge(`更正报告 第${edition}版`, sheet)] : []),
        ],
      },
    ],
  };
}

function headBlock(drawing: Drawing, block: HeadBlock, width: number): Content[] {
  switch (block.kind) {
    case 'masthead':
      return [masthead(drawing, block, width)];
    case 'fields':
      return fieldRows(drawing, block, width);
    case 'text':
      return [boundedText(drawing, block, width)];
    case 'rule':
      return [ruleOf(drawing, block, width)];
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
}

export function examHead(drawing: Drawing): Content {
  const { sheet, layout } = drawing;
  return {
    margin: [sheet.side, Math.round(pointsOf(layout.page.topMm)), sheet.side, 0],
    stack: blockRows(layout.head, fullWidth(drawing), (block, width) => headBlock(drawing, block, width)),
  };
}
