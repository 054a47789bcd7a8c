// A paper that is moved is drawn once and shifted after that by whole device pixels: panning costs a copy, and stays as crisp as a drawing.
import { type CanvasPlace, drawCurves, drawPage, drawSheet, type PreparedPage } from './canvas-draw.ts';

/** A larger page is drawn anew each time: 12 M pixels are 48 MB. */
const mostPixels = 12_000_000;

/** `page`: sheet, curves and names of one page. `sheet`: paper and grid alone, under pages that change while they move. */
type Kept =
  | { canvas: HTMLCanvasElement; kind: 'page'; page: PreparedPage }
  | { canvas: HTMLCanvasElement; kind: 'sheet' };

export class PageCache {
  private kept: (Kept & { key: string }) | null = null;
  private last: { page: PreparedPage; key: string } | null = null;

  draw(context: CanvasRenderingContext2D, page: PreparedPage, place: CanvasPlace): void {
    const { widthMm, heightMm } = page.drawing;
    const { pxPerMm, devicePixelRatio: ratio } = place;
    const key = `${widthMm} ${heightMm} ${pxPerMm} ${ratio}`;
    const { last } = this;
    this.last = { page, key };
    // What is drawn for the first time at its size may never be moved.
    const moves = last?.key === key && widthMm * heightMm * (pxPerMm * ratio) ** 2 <= mostPixels;
    if (!moves || place.untilMm !== undefined) {
      drawPage(context, page, place);
      return;
    }
    const kind = last.page === page ? 'page' : 'sheet';
    const { kept } = this;
    if (kept?.key === key && kept.kind === 'page' && kept.page === page) blit(context, kept.canvas, place);
    else if (kind === 'page') blit(context, this.keep(key, place, { kind, page }), place);
    else {
      const sheet = kept?.key === key && kept.kind === 'sheet' ? kept.canvas : this.keep(key, place, { kind, page });
      blit(context, sheet, place);
      drawCurves(context, page, place);
    }
  }

  private keep(key: string, place: CanvasPlace, { kind, page }: { kind: Kept['kind']; page: PreparedPage }) {
    const { widthMm, heightMm } = page.drawing;
    const { pxPerMm, devicePixelRatio } = place;
    const canvas = this.kept?.canvas ?? document.createElement('canvas');
    // One pixel more: the last line of the grid stands on the edge.
    canvas.width = Math.ceil(widthMm * pxPerMm * devicePixelRatio) + 1;
    canvas.height = Math.ceil(heightMm * pxPerMm * devicePixelRatio) + 1;
    const whole = {
      widthPx: canvas.width / devicePixelRatio,
      heightPx: canvas.height / devicePixelRatio,
      pxPerMm,
      devicePixelRatio,
      xPx: 0,
      yPx: 0,
    };
    const context = canvas.getContext('2d');
    if (context && kind === 'page') drawPage(context, page, whole);
    else if (context) drawSheet(context, page.drawing, whole);
    this.kept = kind === 'page' ? { canvas, kind, page, key } : { canvas, kind, key };
    return canvas;
  }
}

/** The place is on whole device pixels. */
function blit(context: CanvasRenderingContext2D, from: HTMLCanvasElement, place: CanvasPlace): void {
  const ratio = place.devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, place.widthPx * ratio, place.heightPx * ratio);
  context.drawImage(from, Math.round(-place.xPx * ratio), Math.round(-place.yPx * ratio));
}
