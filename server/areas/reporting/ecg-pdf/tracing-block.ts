// The tracing on paper: the strokes of core/ecg/paper as vector paths, a millimetre a millimetre.
import { type Drawing, drawPaper } from '../../../../core/ecg/paper/drawing.ts';
import { footerText } from '../../../../core/ecg/paper/footer.ts';
import { layoutPaper, type PaperLayout } from '../../../../core/ecg/paper/layout.ts';
import { inks } from '../../../../core/ecg/paper/svg.ts';
import { partOf, type Tracing } from '../../../../core/ecg/paper/tracing.ts';
import type { EcgSheet } from './sheet.ts';
import { contentMm, pt } from './units.ts';

/** 600 dpi: finer than any office printer draws, and the file stays small. */
const resolutionMm = 25.4 / 600;
/** Distances of base lines that are tried until the page fits. */
const rowsMm = [30, 25, 20, 15, 12, 10, 8, 7] as const;

/** The part of pdfkit's document that strokes need. */
export interface StrokeTarget {
  save(): StrokeTarget;
  restore(): StrokeTarget;
  lineWidth(width: number): StrokeTarget;
  lineJoin(join: 'round'): StrokeTarget;
  strokeColor(colour: string): StrokeTarget;
  moveTo(x: number, y: number): StrokeTarget;
  lineTo(x: number, y: number): StrokeTarget;
  stroke(): StrokeTarget;
}

/** The layout that fits the room: rows move closer, millimetres stay. */
export function printLayout(sheet: EcgSheet, tracing: Tracing, fromMs: number, roomMm: number): PaperLayout {
  const request = {
    arrangement: sheet.arrangement,
    sequence: sheet.sequence,
    rhythmLeads: sheet.rhythmLeads,
    scale: sheet.scale,
    leads: tracing.leads.map((lead) => lead.name),
    durationMs: tracing.durationMs,
    fromMs,
    mostWidthMm: contentMm,
  };
  const tried = rowsMm.map((rowMm) => layoutPaper({ ...request, rowMm }));
  return tried.find((layout) => layout.heightMm <= roomMm) ?? layoutPaper({ ...request, rowMm: rowsMm[7] });
}

export function printDrawing(sheet: EcgSheet, tracing: Tracing, layout: PaperLayout): Drawing {
  return drawPaper(layout, partOf(tracing, layout.fromMs, layout.toMs), { filters: sheet.filters, resolutionMm });
}

/** Strokes of the drawing with its upper left corner at `xMm`, `yMm` of the page. */
export function drawStrokes(target: StrokeTarget, drawing: Drawing, xMm: number, yMm: number): void {
  for (const stroke of drawing.strokes) {
    if (stroke.lines.length === 0) continue;
    const ink = inks[stroke.kind];
    target.save().lineWidth(pt(ink.widthMm)).lineJoin('round').strokeColor(ink.colour);
    for (const points of stroke.lines) {
      target.moveTo(pt(xMm + (points[0] ?? 0)), pt(yMm + (points[1] ?? 0)));
      for (let i = 2; i < points.length; i += 2)
        target.lineTo(pt(xMm + (points[i] ?? 0)), pt(yMm + (points[i + 1] ?? 0)));
    }
    target.stroke().restore();
  }
}

export const printFooter = (sheet: EcgSheet, tracing: Tracing): string =>
  footerText(
    { scale: sheet.scale, filters: sheet.filters, device: sheet.device, sampleRateHz: tracing.sampleRateHz },
    'zh',
  );
