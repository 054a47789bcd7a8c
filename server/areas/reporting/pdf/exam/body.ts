// The text of an exam report as its layout says: sections, key images, tables of values. Corrections are not printed.
import type { Content } from 'pdfmake/interfaces.js';
import type { z } from 'zod';
import type { ExamReport } from '../../../../../core/reporting/exam-report.ts';
import { columnGap, pictureHeight, picturesAcross } from '../../../../../core/reporting/paper-geometry.ts';
import type { BodyBlock, ImagesBlock, SectionBlock, TableBlock } from '../../../../../core/reporting/paper-layout.ts';
import { linesOf } from '../../../../../core/reporting/paper-text.ts';
import { filledWords } from '../../../../../core/reporting/paper-words.ts';
import { shownFields, withUnit } from '../../../../../core/reporting/report-fields.ts';
import { embeddable } from '../picture.ts';
import { fitText } from '../text.ts';
import { hair, pale, soft } from '../tone.ts';
import { blockRows, type Drawing, fieldRows, fullWidth, ruleOf } from './drawing.ts';

function conclusion({ content }: ExamReport): string {
  const statements = content.statements.map(({ text }, index) =>
    content.statements.length > 1 ? `${index + 1}. ${text}` : text,
  );
  return [...statements, content.impression.trim()].filter((line) => line !== '').join('\n');
}

function partText(report: ExamReport, part: z.infer<typeof SectionBlock>['part']): string {
  switch (part) {
    case 'method':
      return report.content.method;
    case 'findings':
      return report.content.findings;
    case 'impression':
      return conclusion(report);
    case 'amendment':
      return report.edition > 1 && report.amendReason !== '' ? `更正原因：${report.amendReason}` : '';
    default:
      throw new Error(`unknown part ${String(part satisfies never)}`);
  }
}

function headingOf({ layout }: Drawing, block: { heading: string; showHeading: boolean }): Content[] {
  if (!block.showHeading || block.heading === '') return [];
  return [{ text: block.heading, bold: true, fontSize: layout.page.headingPt, margin: [0, 8, 0, 3] }];
}

/** A short text or table stays with its heading: a heading alone at the foot of a page says that there is nothing. */
const shortLines = 6;

const together = (drawn: Content[], isShort: boolean): Content[] =>
  isShort ? [{ unbreakable: true, stack: drawn }] : drawn;

function section(drawing: Drawing, block: z.infer<typeof SectionBlock>, width: number): Content[] {
  const text = partText(drawing.one.report, block.part).trim();
  if (text === '') return [];
  const heading = headingOf(drawing, block);
  const drawn: Content[] = [
    ...heading,
    {
      text,
      fontSize: block.sizePt,
      lineHeight: 1.28,
      bold: false,
      preserveLeadingSpaces: true,
      margin: heading.length === 0 ? [0, 8, 4, 0] : [10, 0, 4, 0],
    },
  ];
  const isShort = linesOf(text, width - 14, block.sizePt).length <= shortLines;
  return together(drawn, heading.length > 0 && isShort && block.span === 12);
}

/** A picture that cannot be drawn says so instead of vanishing. */
function keyImages(drawing: Drawing, block: z.infer<typeof ImagesBlock>, full: number): Content[] {
  const { one, sheet, contentHeight } = drawing;
  const { keyImages: images } = one.report.content;
  const across = picturesAcross(block, images.length);
  const width = (full - columnGap * (across - 1)) / across;
  const height = pictureHeight(block, across, contentHeight);
  const rows: Content[] = [];
  for (let from = 0; from < images.length; from += across) {
    rows.push({
      unbreakable: true,
      columnGap,
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

function valuesOf({ content }: ExamReport, source: 'measurements' | 'fields'): [string, string][] {
  return source === 'measurements'
    ? content.measurements.map(({ label, value, unit }) => [label, `${value} ${unit}`.trimEnd()])
    : shownFields(content).map((field) => [field.label, withUnit(field)]);
}

function table(drawing: Drawing, block: z.infer<typeof TableBlock>): Content[] {
  const { one, sheet } = drawing;
  const rows = valuesOf(one.report, block.source);
  if (rows.length === 0) return [];
  const cells = rows.map(([label, value]) => [
    { text: label, color: soft, fontSize: sheet.body },
    { text: value, fontSize: sheet.body },
  ]);
  const empty = [{ text: '' }, { text: '' }];
  // Two pairs in a line: measurements are many and short.
  const body = Array.from({ length: Math.ceil(cells.length / block.pairs) }, (_, row) =>
    Array.from({ length: block.pairs }, (__, pair) => cells[block.pairs * row + pair] ?? empty).flat(),
  );
  const heading = headingOf(drawing, block);
  const drawn: Content[] = [
    ...heading,
    {
      margin: heading.length === 0 ? [0, 8, 4, 0] : [10, 0, 4, 0],
      table: { widths: block.pairs === 2 ? ['27%', '*', '27%', '*'] : ['45%', '*'], dontBreakRows: true, body },
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
  return together(drawn, heading.length > 0 && body.length <= shortLines && block.span === 12);
}

function bodyBlock(drawing: Drawing, block: BodyBlock, width: number): Content[] {
  const { sheet, values } = drawing;
  switch (block.kind) {
    case 'section':
      return section(drawing, block, width);
    case 'images':
      return keyImages(drawing, block, width);
    case 'table':
      return table(drawing, block);
    case 'fields':
      return [{ margin: [0, 6, 0, 0], stack: fieldRows(drawing, block, width) }];
    case 'text': {
      const text = filledWords(block.text, values);
      if (text.trim() === '') return [];
      const look = { fontSize: block.sizePt, bold: block.bold, alignment: block.align };
      return [{ text, ...look, ...(block.tone === 'soft' ? { color: soft } : {}), margin: [0, 6, 0, 0] }];
    }
    case 'rule':
      return [ruleOf(drawing, block, width)];
    case 'end':
      return [
        {
          text: block.text,
          fontSize: sheet.body - 1.5,
          color: pale,
          alignment: 'center',
          margin: [0, 10, 0, 0],
        },
      ];
    default:
      throw new Error(`unknown block ${String(block satisfies never)}`);
  }
}

export const examBody = (drawing: Drawing): Content[] =>
  blockRows(drawing.layout.body, fullWidth(drawing), (block, width) => bodyBlock(drawing, block, width));
