// Draws ECG reports: as PDF with vectors, and the same page as a picture for systems that file pictures (JPG图文报告, ECG-39).
import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';
import { drawableText } from '../pdf/drawable-text.ts';
import { readCoverage } from '../pdf/font-coverage.ts';
import { drawSheet } from './draw-sheet.ts';
import { pdfPen } from './pdf-pen.ts';
import { type PictureType, picturePen } from './picture-pen.ts';
import type { EcgSheet } from './sheet.ts';

export interface EcgPictureOptions {
  type: PictureType;
  /** 72 to 600. */
  dpi: number;
  /** From 0, the last page when there are fewer; null: all pages below each other in one picture, for a picture has no pages to turn. */
  page: number | null;
}

export interface EcgPrinter {
  /** One file of all sheets; each begins on a page of its own. */
  renderEcg(sheets: readonly EcgSheet[]): Promise<Uint8Array>;
  /** One page of a sheet, or all of it. */
  renderEcgPicture(sheet: EcgSheet, options: EcgPictureOptions): Promise<Uint8Array>;
}

interface Fonts {
  normal: Buffer;
  bold: Buffer;
  shown: (text: string) => string;
}

async function loadFonts(): Promise<Fonts> {
  const [normal, bold] = await Promise.all(
    ['NotoSansSC-Regular.ttf', 'NotoSansSC-Bold.ttf'].map((name) =>
      readFile(new URL(`../../../../assets/fonts/${name}`, import.meta.url)),
    ),
  );
  if (!normal || !bold) throw new Error('fonts of the report are missing');
  const covered = [readCoverage(normal), readCoverage(bold)];
  return { normal, bold, shown: drawableText((code) => covered.every((covers) => covers(code))) };
}

/** Reads its fonts (20 MB) at the first print and keeps them. `compress` off is for reading the strokes back. */
export function createEcgPrinter(options: { compress?: boolean } = {}): EcgPrinter {
  let ready: Promise<Fonts> | null = null;
  async function document(title: string) {
    ready ??= loadFonts();
    const { normal, bold, shown } = await ready;
    const pen = new PDFDocument({
      size: 'A4',
      layout: 'landscape',
      margin: 0,
      autoFirstPage: false,
      compress: options.compress ?? true,
      lang: 'zh-CN',
      info: { Title: title, Producer: 'Yishu', Creator: 'Yishu' },
    });
    pen.registerFont('normal', normal).registerFont('bold', bold);
    return { pen, shown };
  }
  return {
    async renderEcg(sheets) {
      const { pen, shown } = await document(sheets[0]?.title ?? '');
      const chunks: Buffer[] = [];
      const finished = new Promise<Uint8Array>((resolve, reject) => {
        pen.on('data', (chunk: Buffer) => chunks.push(chunk));
        pen.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
        pen.on('error', reject);
      });
      for (const sheet of sheets) drawSheet(pdfPen(pen), sheet, shown);
      pen.end();
      return finished;
    },
    async renderEcgPicture(sheet, wanted) {
      // Only measures here: the widths of the same fonts break the lines at the same places.
      const { pen, shown } = await document(sheet.title);
      const picture = picturePen((text, size, bold) => pdfPen(pen).width(text, size, bold));
      drawSheet(picture.pen, sheet, shown);
      return picture.render(wanted);
    },
  };
}
