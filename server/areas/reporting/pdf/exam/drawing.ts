// What the blocks of a layout are drawn with: the sheet in points, the words of this report, and blocks side by side in a row of twelve columns.
import type { Content } from 'pdfmake/interfaces.js';
import type { z } from 'zod';
import {
  columnGap,
  contentWidthOf,
  pageGeometry,
  rowsOf,
  spanWidth,
} from '../../../../../core/reporting/paper-geometry.ts';
import type { FieldsBlock, PaperLayout, RuleBlock, TextBlock } from '../../../../../core/reporting/paper-layout.ts';
import { linesOf } from '../../../../../core/reporting/paper-text.ts';
import {
  fieldLabelOf,
  fieldValue,
  filledWords,
  type Placeholder,
  placeholderValues,
} from '../../../../../core/reporting/paper-words.ts';
import type { Foot } from '../foot.ts';
import { type Field, patientRow, rule } from '../head.ts';
import type { Sheet } from '../paper.ts';
import { fitText } from '../text.ts';
import { ink, pale, soft } from '../tone.ts';
import { type ExamSheet, paperOf } from './sheet.ts';

export interface Drawing {
  one: ExamSheet;
  layout: PaperLayout;
  /** A data URL that can be drawn. */
  logo: string | null;
  /** A made-up report: says so wherever a draft would. */
  sample: boolean;
  sheet: Sheet;
  /** Between head and foot, points. */
  contentHeight: number;
  foot: Foot;
  values: Record<Placeholder, string>;
}

export function drawingOf(one: ExamSheet, foot: Foot): Drawing {
  const { layout, logo, sample } = paperOf(one);
  const { width, height, side, headRoom, footRoom, contentHeight } = pageGeometry(layout);
  const { bodyPt: body, paper } = layout.page;
  const sheet = { paper, width, height, side, top: headRoom, bottom: footRoom, body, dense: body - 0.6, row: 16.5 };
  const values = placeholderValues({ ...one, printedAt: foot.printedAt, printedBy: foot.printedBy });
  return { one, layout, logo, sample, sheet, contentHeight, foot, values };
}

/** The same sheet with less room between its margins. */
export const narrowed = (sheet: Sheet, width: number): Sheet => ({ ...sheet, width: width + 2 * sheet.side });

/**
 * Blocks row by row. One alone in its row stands without a column around it, so that its text can go on to the next page. Where a report
 * has nothing for a block (no key images), the others of the row share its columns.
 */
export function blockRows<Block extends { span: number }>(
  blocks: readonly Block[],
  width: number,
  draw: (block: Block, width: number) => Content[],
): Content[] {
  return rowsOf(blocks).flatMap((row): Content[] => {
    const columns = row.reduce((sum, { span }) => sum + span, 0);
    const drawnAt = (block: Block, span: number) => {
      const wide = spanWidth(width, span);
      return { block, wide, drawn: draw(block, wide) };
    };
    const filled = row.map((block) => drawnAt(block, block.span)).filter(({ drawn }) => drawn.length > 0);
    const used = filled.reduce((sum, { block }) => sum + block.span, 0);
    const cells = used === columns ? filled : filled.map(({ block }) => drawnAt(block, (block.span * columns) / used));
    const [only] = cells;
    if (only && cells.length === 1 && columns === 12) return only.drawn;
    return only ? [{ columnGap, columns: cells.map(({ wide, drawn }) => ({ width: wide, stack: drawn })) }] : [];
  });
}

export const fullWidth = ({ layout }: Drawing): number => contentWidthOf(layout);

export function fieldRows({ one, sheet }: Drawing, block: z.infer<typeof FieldsBlock>, width: number): Content[] {
  const cells = block.cells.map(({ field, columns, bold, label }) => ({
    span: columns,
    field: {
      label: label || fieldLabelOf(field, one.head),
      value: fieldValue(field, one),
      ...(bold ? { bold } : {}),
    } satisfies Field,
  }));
  return rowsOf(cells).map((row) =>
    patientRow(
      row.map(({ field, span }) => [field, span]),
      narrowed(sheet, width),
    ),
  );
}

export const ruleOf = ({ sheet }: Drawing, block: z.infer<typeof RuleBlock>, width: number): Content => ({
  ...rule(narrowed(sheet, width), block.weightPt, block.tone === 'ink' ? ink : pale),
  margin: [0, block.abovePt, 0, block.belowPt],
});

/** In head and foot: no more lines than the layout keeps room for, the last one ends in an ellipsis where there are more. */
export function boundedText({ values }: Drawing, block: z.infer<typeof TextBlock>, width: number): Content {
  const { sizePt, lines, bold, align, tone } = block;
  const text = filledWords(block.text, values);
  const broken = linesOf(text, width, sizePt);
  const rest = broken.slice(lines - 1).join('');
  const shown =
    lines === 1
      ? [fitText(text, width, sizePt)]
      : broken.length > lines
        ? [...broken.slice(0, lines - 1), fitText(rest, width, sizePt)]
        : broken;
  const drawn = shown.map((line) => ({
    text: line,
    fontSize: sizePt,
    noWrap: true,
    ...(tone === 'soft' ? { color: soft } : {}),
    ...(bold ? { bold } : {}),
    ...(align === 'left' ? {} : { alignment: align }),
  }));
  const [only] = drawn;
  return drawn.length === 1 && only ? only : { stack: drawn };
}
