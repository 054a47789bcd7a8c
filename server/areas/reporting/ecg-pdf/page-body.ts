// What a page of an ECG report holds between head and foot, and the tracing drawn there.
import type { PaperLayout } from '../../../../core/ecg/paper/layout.ts';
import type { Tracing } from '../../../../core/ecg/paper/tracing.ts';
import { soft } from '../pdf/tone.ts';
import { bodyEnd, type Shown } from './furniture.ts';
import type { SheetPen } from './pen.ts';
import type { EcgSheet } from './sheet.ts';
import { printDrawing, printFooter } from './tracing-block.ts';
import { page, pt } from './units.ts';

/** `topMm` is where it begins, below the head. */
export type PageBody = (pen: SheetPen, topMm: number) => void;

/** Below the grid: the line that says what the paper is. */
export const footerMm = 4;
export const gapMm = 2;

/** Pages after the first: their heads have one line of facts, or two where numbers are long. */
const backTop = page.top + 11 + 5.6 + 5.8 + 1.5;
export const backRoom = bodyEnd - backTop;

interface Placed {
  tracing: Tracing;
  layout: PaperLayout;
  topMm: number;
}

/** Grid, curves and the line below them, in the middle of the page. */
export function drawLayout(pen: SheetPen, sheet: EcgSheet, shown: Shown, { tracing, layout, topMm }: Placed): void {
  const drawing = printDrawing(sheet, tracing, layout);
  const x = (page.width - drawing.widthMm) / 2;
  pen.strokes(drawing, x, topMm);
  for (const label of drawing.labels)
    pen.write(label.text, x + label.xMm, topMm + label.yMm - label.sizeMm, {
      size: pt(label.sizeMm) * 0.8,
      bold: true,
    });
  pen.write(shown(printFooter(sheet, tracing, drawing.isCut)), x, topMm + drawing.heightMm + 1, {
    size: 7.4,
    colour: soft,
  });
}
