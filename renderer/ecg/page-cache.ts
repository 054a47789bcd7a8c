// A paper that is moved is drawn once and shifted after that by whole device pixels: panning costs a copy, and stays as crisp as a drawing.
import type { Drawing } from '../../core/ecg/paper/drawing.ts';
import { type CanvasPlace, drawCurves, drawPage, drawSheet, type PreparedPage } from './canvas-draw.ts';

/** A larger page is drawn anew each time: 12 M pixels are 48 MB. */
const mostPixels = 12_000_000;

/** `page`: sheet, curves and names of one page. `sheet`: paper and grid alone, under pages that change while they move. */
type Kept =
  | { canvas: HTMLCanvasElement; kind: 'page'; page: PreparedPage; edge: Edge }
  | { canvas: HTMLCanvasElement; kind: 'sheet'; edge: Edge };

/** How far curves reach beyond the paper, mm: a tall R wave of the first row is drawn whole, above the grid. */
export interface Edge {
  aboveMm: number;
  belowMm: number;
}

const noEdge: Edge = { aboveMm: 0, belowMm: 0 };

export function edgeOf({ strokes, heightMm }: Pick<Drawing, 'strokes' | 'heightMm'>): Edge {
  let [top, bottom] = [0, heightMm];
  for (const { kind, lines } of strokes) {
    if (kind !== 'trace') continue;
    for (const line of lines)
      for (let i = 1; i < line.length; i += 2) {
        const y = line[i] ?? 0;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
  }
  // Room for the pen, and for names of leads.
  return { aboveMm: Math.ceil(-top) + 1, belowMm: Math.ceil(bottom - heightMm) + 1 };
}

export class PageCache {
  private kept: (Kept & { key: string }) | null = null;
  private last: { page: PreparedPage; key: string } | null = null;
  private edge: { page: PreparedPage; of: Edge } | null = null;

  draw(context: CanvasRenderingContext2D, page: PreparedPage, place: CanvasPlace): void {
    const { widthMm, heightMm } = page.drawing;
    const { pxPerMm, devicePixelRatio: ratio } = place;
    const key = `${widthMm} ${heightMm} ${pxPerMm} ${ratio}`;
    const { last } = this;
    this.last = { page, key };
    // What is drawn for the first time at its size may never be moved.
    const kind = last?.page === page ? 'page' : 'sheet';
    const edge = last?.key === key && kind === 'page' ? this.edgeOf(page) : noEdge;
    const pixels = widthMm * (heightMm + edge.aboveMm + edge.belowMm) * (pxPerMm * ratio) ** 2;
    if (last?.key !== key || pixels > mostPixels || place.untilMm !== undefined) {
      drawPage(context, page, place);
      return;
    }
    const { kept } = this;
    if (kept?.key === key && kept.kind === 'page' && kept.page === page) blit(context, kept, place);
    else if (kind === 'page') blit(context, this.keep(key, place, { kind, page, edge }), place);
    else {
      const sheet = kept?.key === key && kept.kind === 'sheet' ? kept : this.keep(key, place, { kind, page, edge });
      blit(context, sheet, place);
      drawCurves(context, page, place);
    }
  }

  private edgeOf(page: PreparedPage): Edge {
    if (this.edge?.page !== page) this.edge = { page, of: edgeOf(page.drawing) };
    return this.edge.of;
  }

  private keep(
    key: string,
    place: CanvasPlace,
    { kind, page, edge }: { kind: Kept['kind']; page: PreparedPage; edge: Edge },
  ): Kept {
    const { widthMm, heightMm } = page.drawing;
    const { pxPerMm, devicePixelRatio } = place;
    const canvas = this.kept?.canvas ?? document.createElement('canvas');
    // One pixel more: the last line of the grid stands on the edge.
    canvas.width = Math.ceil(widthMm * pxPerMm * devicePixelRatio) + 1;
    const above = abovePx(edge, place);
    canvas.height = Math.ceil((heightMm + edge.belowMm) * pxPerMm * devicePixelRatio) + 1 + above;
    const whole = {
      widthPx: canvas.width / devicePixelRatio,
      heightPx: canvas.height / devicePixelRatio,
      pxPerMm,
      devicePixelRatio,
      xPx: 0,
      yPx: -above / devicePixelRatio,
    };
    const context = canvas.getContext('2d');
    if (context && kind === 'page') drawPage(context, page, whole);
    else if (context) drawSheet(context, page.drawing, whole);
    this.kept = kind === 'page' ? { canvas, kind, page, edge, key } : { canvas, kind, edge, key };
    return this.kept;
  }
}

/** Device pixels above the paper. */
const abovePx = ({ aboveMm }: Edge, { pxPerMm, devicePixelRatio }: CanvasPlace): number =>
  Math.ceil(aboveMm * pxPerMm * devicePixelRatio);

/** The place is on whole device pixels. */
function blit(context: CanvasRenderingContext2D, { canvas, edge }: Kept, place: CanvasPlace): void {
  const ratio = place.devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, place.widthPx * ratio, place.heightPx * ratio);
  context.drawImage(canvas, Math.round(-place.xPx * ratio), Math.round(-place.yPx * ratio) - abovePx(edge, place));
}
