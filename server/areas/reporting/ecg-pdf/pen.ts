// What an ECG report is drawn with: millimetres of the page in, PDF or picture out. The page itself knows no medium.
import type { Drawing } from '../../../../core/ecg/paper/drawing.ts';
import type { PdfPage, PdfSource } from './pdf-source/open.ts';

export interface TextOptions {
  /** Points. */
  size: number;
  bold?: boolean;
  colour?: string;
  /** Of the room that the line is aligned in. It is never cut: who writes has broken it into lines. */
  widthMm?: number;
  align?: 'left' | 'center' | 'right';
}

export interface BoxMm {
  xMm: number;
  yMm: number;
  widthMm: number;
  heightMm: number;
}

export interface SheetPen {
  addPage(): void;
  /** One line with its upper left corner at a place. */
  write(text: string, xMm: number, yMm: number, options: TextOptions): void;
  /** Width of one line, mm. */
  width(text: string, size: number, bold?: boolean): number;
  rule(fromMm: number, yMm: number, toMm: number, widthMm: number, colour: string): void;
  strokes(drawing: Drawing, xMm: number, yMm: number): void;
  /** A PNG or JPEG data URL, fitted into a box. */
  picture(dataUrl: string, xMm: number, yMm: number, widthMm: number, heightMm: number): void;
  /** A page of another PDF, fitted into a box. False: this medium cannot show it. */
  pdfPage(source: PdfSource, page: PdfPage, box: BoxMm): boolean;
  /** A square of black cells. */
  qr(text: string, xMm: number, yMm: number, sizeMm: number): void;
}

/** The paths of a QR code on a square of `size` units. */
export interface QrPaths {
  size: number;
  paths: { d: string; strokeWidth: number | null }[];
}

/** Reads the SVG that the code writer makes: vectors, sharp on any printer. */
export function qrPathsOf(svg: string): QrPaths {
  const size = Number(/viewBox="0 0 (\d+)/u.exec(svg)?.[1] ?? 0);
  const paths = [...svg.matchAll(/<path d="([^"]+)"([^>]*)/gu)].map(([, d = '', paint = '']) => {
    const stroked = /stroke-width="([\d.]+)"/u.exec(paint)?.[1];
    return { d, strokeWidth: stroked === undefined ? null : Number(stroked) };
  });
  return { size, paths };
}
