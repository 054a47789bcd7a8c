// The tracing on paper: the strokes of core/ecg/paper as vector paths, a millimetre a millimetre.
import { type Drawing, drawPaper } from '../../../../core/ecg/paper/drawing.ts';
import { footerText } from '../../../../core/ecg/paper/footer.ts';
import { layoutPaper, type PaperLayout } from '../../../../core/ecg/paper/layout.ts';
import { inks } from '../../../../core/ecg/paper/svg.ts';
import type { Polyline } from '../../../../core/ecg/paper/trace.ts';
import { partOf, type Tracing } from '../../../../core/ecg/paper/tracing.ts';
import { within } from '../../../../core/ecg/paper/within.ts';
import type { EcgSheet } from './sheet.ts';
import { contentMm, pt } from './units.ts';

/** 600 dpi: finer than any office printer draws, and the file stays small. */
const resolutionMm = 25.4 / 600;
/** Distances of base lines that are tried until the room holds them. */
const rowsMm = [60, 50, 30, 25, 20, 15, 12, 10, 8, 7] as const;

/** Few rows far apart leave the page empty; closer than the least, curves of the standard gain run into each other. */
function rowLimits(rows: number): { least: number; most: number } {
  if (rows <= 1) return { least: 30, most: 60 };
  if (rows <= 4) return { least: 20, most: rows === 2 ? 50 : 30 };
  return rows <= 6 ? { least: 15, most: 25 } : { least: 7, most: 20 };
}

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

export interface LayoutWish {
  fromMs: number;
  /** Columns without rhythm strips, or these alone; absent is both. */
  part?: 'columns' | 'rhythm';
  /** Leads of a stacked page; absent is all. */
  shown?: readonly string[];
}

/** The layout that the room holds: rows move closer, millimetres stay. Null: it has no room for these rows. */
export function printLayout(
  sheet: EcgSheet,
  tracing: Tracing,
  { fromMs, part, shown }: LayoutWish,
  roomMm: number,
): PaperLayout | null {
  const request = {
    arrangement: sheet.arrangement,
    sequence: sheet.sequence,
    rhythmLeads: sheet.rhythmLeads,
    scale: sheet.scale,
    leads: tracing.leads.map((lead) => lead.name),
    durationMs: tracing.durationMs,
    fromMs,
    mostWidthMm: contentMm,
    ...(part === undefined ? {} : { part }),
    ...(shown === undefined ? {} : { shown }),
  };
  const { least, most } = rowLimits(layoutPaper(request).baselinesMm.length);
  for (const rowMm of rowsMm) {
    if (rowMm < least || rowMm > most) continue;
    const layout = layoutPaper({ ...request, rowMm });
    if (layout.heightMm <= roomMm) return layout;
  }
  return null;
}

/** Layouts of pages of their own: one, or as many as the leads need. */
export function printLayouts(sheet: EcgSheet, tracing: Tracing, wish: LayoutWish, roomMm: number): PaperLayout[] {
  const whole = printLayout(sheet, tracing, wish, roomMm);
  if (whole) return [whole];
  const names = tracing.leads.map((lead) => lead.name);
  for (let pages = 2; pages <= names.length; pages += 1) {
    const each = Math.ceil(names.length / pages);
    const made: PaperLayout[] = [];
    for (let at = 0; at < names.length; at += each) {
      const layout = printLayout(sheet, tracing, { ...wish, shown: names.slice(at, at + each) }, roomMm);
      if (layout) made.push(layout);
    }
    if (made.length === Math.ceil(names.length / each)) return made;
  }
  throw new Error(`a page of ${roomMm} mm holds not one row of the tracing`);
}

/** A tall R wave may stand out of the grid; what goes on is cut, so that it does not run through the patient's name, and said. */
const mostOverhangMm = 12;

export interface PrintedDrawing extends Drawing {
  /** Curves were cut off above or below the grid. */
  isCut: boolean;
}

export function printDrawing(sheet: EcgSheet, tracing: Tracing, layout: PaperLayout): PrintedDrawing {
  const part = partOf(tracing, layout.fromMs, layout.toMs);
  const drawing = drawPaper(layout, part, { filters: sheet.filters, resolutionMm });
  const [top, bottom] = [-mostOverhangMm, drawing.heightMm + mostOverhangMm];
  const leaves = (line: Polyline) => line.some((y, i) => i % 2 === 1 && (y < top || y > bottom));
  const isCut = drawing.strokes.some(({ kind, lines }) => kind === 'trace' && lines.some(leaves));
  const strokes = drawing.strokes.map((stroke) =>
    stroke.kind === 'trace' && isCut
      ? { ...stroke, lines: stroke.lines.flatMap((line) => within(line, top, bottom)) }
      : stroke,
  );
  return { ...drawing, strokes, isCut };
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

export function printFooter(sheet: EcgSheet, tracing: Tracing, isCut: boolean): string {
  const { scale, filters, device, scaleDoubt } = sheet;
  return [
    footerText({ scale, filters, device, sampleRateHz: tracing.sampleRateHz }, 'zh'),
    ...(scaleDoubt ? [`${scaleDoubt.kind === 'too-high' ? '振幅异常高' : '振幅异常低'}：文件增益待核对`] : []),
    ...(isCut ? ['部分波形超出方格过多，已截断'] : []),
  ].join('   ');
}
