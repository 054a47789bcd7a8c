// Puts a drawing in millimetres onto a canvas in device pixels: grid lines snapped so that they stay even, curves as paths.
import type { Drawing, Stroke, StrokeKind } from '../../core/ecg/paper/drawing.ts';
import { inks } from '../../core/ecg/paper/svg.ts';

export interface CanvasPlace {
  widthPx: number;
  heightPx: number;
  /** CSS px a millimetre. */
  pxPerMm: number;
  devicePixelRatio: number;
  xPx: number;
  yPx: number;
  /** Curves end here and a bar stands there (replay); absent: the whole page. */
  untilMm?: number;
}

/** A page ready to be drawn many times: its curves as paths in millimetres. */
export interface PreparedPage {
  drawing: Drawing;
  paths: { kind: StrokeKind; path: Path2D }[];
}

export function pathOf(stroke: Stroke): Path2D {
  const path = new Path2D();
  for (const points of stroke.lines) {
    path.moveTo(points[0] ?? 0, points[1] ?? 0);
    for (let i = 2; i < points.length; i += 2) path.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
  }
  return path;
}

/** `drawing` without its grid strokes: the grid is drawn by pixel. */
export function preparePage(drawing: Drawing): PreparedPage {
  return {
    drawing,
    paths: drawing.strokes
      .filter((stroke) => stroke.kind !== 'fine' && stroke.kind !== 'heavy' && stroke.lines.length > 0)
      .map((stroke) => ({ kind: stroke.kind, path: pathOf(stroke) })),
  };
}

/** Fine lines closer than this (CSS px) would be a pink wash, not a grid. */
const leastFinePx = 2.2;

function drawGrid(context: CanvasRenderingContext2D, drawing: Drawing, place: CanvasPlace): void {
  const ratio = place.devicePixelRatio;
  const perMm = place.pxPerMm * ratio;
  const x = (mm: number) => Math.round(mm * perMm - place.xPx * ratio) + 0.5;
  const y = (mm: number) => Math.round(mm * perMm - place.yPx * ratio) + 0.5;
  const firstX = Math.max(0, Math.floor(place.xPx / place.pxPerMm));
  const lastX = Math.min(drawing.widthMm, Math.ceil((place.xPx + place.widthPx) / place.pxPerMm));
  const firstY = Math.max(0, Math.floor(place.yPx / place.pxPerMm));
  const lastY = Math.min(drawing.heightMm, Math.ceil((place.yPx + place.heightPx) / place.pxPerMm));
  context.lineWidth = Math.max(1, Math.round(ratio * 0.9));
  for (const kind of ['fine', 'heavy'] as const) {
    if (kind === 'fine' && place.pxPerMm < leastFinePx) continue;
    context.strokeStyle = inks[kind].colour;
    context.beginPath();
    for (let mm = firstX; mm <= lastX; mm++) {
      if ((mm % 5 === 0) !== (kind === 'heavy')) continue;
      context.moveTo(x(mm), y(firstY));
      context.lineTo(x(mm), y(lastY));
    }
    for (let mm = firstY; mm <= lastY; mm++) {
      if ((mm % 5 === 0) !== (kind === 'heavy')) continue;
      context.moveTo(x(firstX), y(mm));
      context.lineTo(x(lastX), y(mm));
    }
    context.stroke();
  }
}

/** Draws what is seen of the page. */
export function drawPage(context: CanvasRenderingContext2D, page: PreparedPage, place: CanvasPlace): void {
  drawSheet(context, page.drawing, place);
  drawCurves(context, page, place);
}

/** Paper and grid, over whatever was there. */
export function drawSheet(context: CanvasRenderingContext2D, drawing: Drawing, place: CanvasPlace): void {
  const ratio = place.devicePixelRatio;
  const perMm = place.pxPerMm * ratio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, place.widthPx * ratio, place.heightPx * ratio);
  context.fillStyle = '#fffdfc';
  context.fillRect(-place.xPx * ratio, -place.yPx * ratio, drawing.widthMm * perMm, drawing.heightMm * perMm);
  drawGrid(context, drawing, place);
}

/** Curves and names on the sheet. */
export function drawCurves(context: CanvasRenderingContext2D, page: PreparedPage, place: CanvasPlace): void {
  const { drawing } = page;
  const ratio = place.devicePixelRatio;
  const perMm = place.pxPerMm * ratio;
  context.setTransform(perMm, 0, 0, perMm, -place.xPx * ratio, -place.yPx * ratio);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const { untilMm } = place;
  context.save();
  if (untilMm !== undefined) {
    context.beginPath();
    context.rect(0, 0, untilMm, drawing.heightMm);
    context.clip();
  }
  for (const { kind, path } of page.paths) {
    // Never thinner than a pixel, never thicker than the pen of a cart.
    context.lineWidth = Math.max(inks[kind].widthMm, 1.15 / place.pxPerMm);
    context.strokeStyle = inks[kind].colour;
    context.stroke(path);
  }
  context.restore();
  if (untilMm !== undefined) {
    context.fillStyle = '#1b5f9e';
    context.fillRect(untilMm, 0, 1.5 / place.pxPerMm, drawing.heightMm);
  }
  context.setTransform(ratio, 0, 0, ratio, -place.xPx * ratio, -place.yPx * ratio);
  context.font = `600 ${Math.max(11, 3.6 * place.pxPerMm)}px sans-serif`;
  context.textBaseline = 'alphabetic';
  for (const label of drawing.labels) {
    const at = [label.xMm * place.pxPerMm, label.yMm * place.pxPerMm] as const;
    // A pale rim keeps the name readable where the curve runs behind it.
    context.lineWidth = 3;
    context.strokeStyle = 'rgb(255 253 252 / 85%)';
    context.strokeText(label.text, ...at);
    context.fillStyle = '#101418';
    context.fillText(label.text, ...at);
  }
}
