// Draws ECG reports as PDF, A4 landscape: head, measurements, conclusion, the tracing in true millimetres, signatures and the code that verifies it.
import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';
import { qrCode } from '../pdf/codes.ts';
import { drawableText } from '../pdf/drawable-text.ts';
import { readCoverage } from '../pdf/font-coverage.ts';
import { groupedCode } from '../pdf/foot.ts';
import { embeddable } from '../pdf/picture.ts';
import { critical, ink, pale, soft } from '../pdf/tone.ts';
import type { EcgSheet } from './sheet.ts';
import { drawStrokes, printDrawing, printFooter, printLayout, type StrokeTarget } from './tracing-block.ts';
import { contentMm, page, pt } from './units.ts';

type Pen = PDFKit.PDFDocument;

export interface EcgPrinter {
  /** One file of all sheets; each begins on a page of its own. */
  renderEcg(sheets: readonly EcgSheet[]): Promise<Uint8Array>;
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
  return {
    async renderEcg(sheets) {
      ready ??= loadFonts();
      const fonts = await ready;
      const pen = new PDFDocument({
        size: 'A4',
        layout: 'landscape',
        margin: 0,
        autoFirstPage: false,
        compress: options.compress ?? true,
        lang: 'zh-CN',
        info: { Title: sheets[0]?.title ?? '', Producer: 'Yishu', Creator: 'Yishu' },
      });
      const chunks: Buffer[] = [];
      const finished = new Promise<Uint8Array>((resolve, reject) => {
        pen.on('data', (chunk: Buffer) => chunks.push(chunk));
        pen.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
        pen.on('error', reject);
      });
      pen.registerFont('normal', fonts.normal).registerFont('bold', fonts.bold);
      for (const sheet of sheets) drawSheet(pen, sheet, fonts.shown);
      pen.end();
      return finished;
    },
  };
}

interface TextOptions {
  size: number;
  bold?: boolean;
  colour?: string;
  widthMm?: number;
  heightMm?: number;
  align?: 'left' | 'center' | 'right';
}

/** Text with its upper left corner at a place in mm; cut with an ellipsis where a height is given. */
function write(pen: Pen, text: string, xMm: number, yMm: number, options: TextOptions): void {
  pen
    .font(options.bold ? 'bold' : 'normal')
    .fontSize(options.size)
    .fillColor(options.colour ?? ink)
    .text(text, pt(xMm), pt(yMm), {
      lineBreak: options.heightMm !== undefined,
      ...(options.widthMm === undefined ? {} : { width: pt(options.widthMm) }),
      ...(options.heightMm === undefined ? {} : { height: pt(options.heightMm), ellipsis: '…' }),
      align: options.align ?? 'left',
      lineGap: -options.size * 0.18,
    });
}

const width = (pen: Pen, text: string, size: number, bold = false): number =>
  pen
    .font(bold ? 'bold' : 'normal')
    .fontSize(size)
    .widthOfString(text) / pt(1);

const frontGridTop = 58;
const backGridTop = 24;
const footHeight = 22;

function drawSheet(pen: Pen, sheet: EcgSheet, shown: (text: string) => string): void {
  const starts = sheet.fromMs.length > 0 ? sheet.fromMs : [0];
  const pages = sheet.tracing ? starts.length : 1;
  for (let index = 0; index < pages; index++) {
    pen.addPage();
    head(pen, sheet, shown, index > 0);
    if (index === 0) body(pen, sheet, shown);
    const top = index === 0 ? frontGridTop : backGridTop;
    tracing(pen, sheet, shown, { fromMs: starts[index] ?? 0, top });
    foot(pen, sheet, shown, index + 1, pages);
  }
}

function head(pen: Pen, sheet: EcgSheet, shown: (text: string) => string, short: boolean): void {
  const centre = { widthMm: contentMm, align: 'center' as const };
  write(pen, shown(sheet.hospital), page.side, page.top - 1.5, { size: 13, bold: true, ...centre });
  write(pen, shown(sheet.title), page.side, page.top + 4.2, { size: 10.5, ...centre });
  if (sheet.edition > 1)
    write(pen, `更正报告 第${sheet.edition}版`, page.side, page.top, {
      size: 9,
      bold: true,
      widthMm: contentMm,
      align: 'right',
    });
  if (sheet.state !== 'final')
    write(pen, sheet.state === 'draft' ? '预览，未审核' : '已召回，不得使用', page.side, page.top, {
      size: 11,
      bold: true,
      colour: critical,
    });
  const { patient } = sheet;
  let x: number = page.side;
  const line = page.top + 11;
  const name = shown(patient.name);
  write(pen, name, x, line - 0.9, { size: 12, bold: true });
  x += width(pen, name, 12, true) + 4;
  const person = shown(`${patient.sex}  ${patient.age}`);
  write(pen, person, x, line, { size: 9.5 });
  x += width(pen, person, 9.5) + 6;
  for (const [label, value] of [['患者号', patient.number] as const, ...sheet.facts].slice(0, short ? 4 : 20)) {
    if (value === '') continue;
    const text = shown(value);
    const wide = width(pen, label, 8) + 1.5 + width(pen, text, 9) + 5;
    if (x + wide > page.width - page.side) {
      if (short || pen.y > pt(line + 9)) break;
      x = page.side;
    }
    const y = x === page.side || pen.y > pt(line + 5) ? line + 5.6 : line;
    write(pen, label, x, y + 0.4, { size: 8, colour: soft });
    write(pen, text, x + width(pen, label, 8) + 1.5, y, { size: 9 });
    x += wide;
  }
  rule(pen, line + (short ? 5.5 : 11.5), 0.25);
}

function rule(pen: Pen, yMm: number, widthMm: number): void {
  pen
    .lineWidth(pt(widthMm))
    .strokeColor(pale)
    .moveTo(pt(page.side), pt(yMm))
    .lineTo(pt(page.width - page.side), pt(yMm))
    .stroke();
}

/** Measurements at the left in two columns, the conclusion at the right. */
function body(pen: Pen, sheet: EcgSheet, shown: (text: string) => string): void {
  const top = page.top + 24;
  const columns = 3;
  const cell = 32;
  sheet.measurements.slice(0, 12).forEach((one, index) => {
    const x = page.side + (index % columns) * cell;
    const y = top + Math.floor(index / columns) * 5.4;
    const label = shown(one.label);
    write(pen, label, x, y + 0.4, { size: label.length > 9 ? 6.4 : 7.6, colour: soft });
    write(pen, shown(`${one.value} ${one.unit}`), x, y, { size: 8.6, widthMm: cell - 3, align: 'right' });
  });
  const left = page.side + columns * cell + 6;
  const room = page.width - page.side - left;
  write(pen, '诊断意见', left, top, { size: 8, colour: soft });
  if (sheet.positive) write(pen, shown(sheet.positive), left, top, { size: 8.6, widthMm: room, align: 'right' });
  write(pen, shown(sheet.impression.replace(/\n+/gu, '；')), left, top + 4, {
    size: 11,
    bold: true,
    widthMm: room,
    heightMm: sheet.findings ? 13 : 21,
  });
  if (sheet.findings)
    write(pen, shown(`所见：${sheet.findings.replace(/\n+/gu, ' ')}`), left, top + 18, {
      size: 8.4,
      widthMm: room,
      heightMm: 7.5,
    });
}

function tracing(
  pen: Pen,
  sheet: EcgSheet,
  shown: (text: string) => string,
  at: { fromMs: number; top: number },
): void {
  if (!sheet.tracing) {
    write(pen, '本次检查的心电图为图像文件，未附波形', page.side, at.top + 20, {
      size: 11,
      widthMm: contentMm,
      align: 'center',
    });
    return;
  }
  const room = page.height - page.bottom - footHeight - at.top - 4;
  const layout = printLayout(sheet, sheet.tracing, at.fromMs, room);
  const drawing = printDrawing(sheet, sheet.tracing, layout);
  const x = (page.width - drawing.widthMm) / 2;
  drawStrokes(strokesOf(pen), drawing, x, at.top);
  for (const label of drawing.labels)
    write(pen, label.text, x + label.xMm, at.top + label.yMm - label.sizeMm, {
      size: pt(label.sizeMm) * 0.8,
      bold: true,
    });
  write(pen, shown(printFooter(sheet, sheet.tracing)), x, at.top + drawing.heightMm + 1, { size: 7.4, colour: soft });
}

/** pdfkit's own methods give the document back; the strokes need no more than that. */
const strokesOf = (pen: Pen): StrokeTarget => pen;

function foot(pen: Pen, sheet: EcgSheet, shown: (text: string) => string, number: number, pages: number): void {
  const top = page.height - page.bottom - footHeight + 5;
  rule(pen, top, 0.25);
  const code = sheet.state === 'draft' ? 0 : 15;
  const wide = (contentMm - code - 4) / Math.max(2, sheet.signatures.length);
  sheet.signatures.forEach((signature, index) => {
    const x = page.side + index * wide;
    const picture = signature.picture === null ? null : embeddable(signature.picture);
    write(pen, signature.label, x, top + 2.6, { size: 8.4, colour: soft });
    const after = x + width(pen, signature.label, 8.4) + 2;
    if (picture) pen.image(picture, pt(after), pt(top + 0.8), { fit: [pt(28), pt(7)] });
    else write(pen, shown(signature.name), after, top + 2, { size: 10 });
    write(
      pen,
      shown(picture ? `${signature.name}  ${signature.at}` : signature.at),
      after + (picture ? 30 : 24),
      top + 2.8,
      {
        size: 7.6,
        colour: soft,
      },
    );
  });
  const row = top + 9;
  const facts = [
    sheet.releasedAt ? `报告时间 ${sheet.releasedAt}` : '',
    `打印时间 ${sheet.printedAt} ${sheet.printedBy}`,
    sheet.state === 'draft' ? '预览，未审核，不得作为报告使用' : `验证码 ${groupedCode(sheet.verificationCode)}`,
    sheet.remark,
    `第 ${number} 页 / 共 ${pages} 页`,
  ].filter((one) => one !== '');
  write(pen, shown(facts.join('    ')), page.side, row, { size: 7.8, colour: soft });
  if (code > 0) qr(pen, sheet.verifyUrl, page.width - page.side - code, top + 1.2, code);
}

/** QR code as the paths of its SVG: vectors, sharp on any printer. */
function qr(pen: Pen, text: string, xMm: number, yMm: number, sizeMm: number): void {
  const svg = qrCode(text);
  const size = Number(/viewBox="0 0 (\d+)/u.exec(svg)?.[1] ?? 0);
  if (size === 0) return;
  const scale = pt(sizeMm) / size;
  for (const [, path = '', paint = ''] of svg.matchAll(/<path d="([^"]+)"([^>]*)/gu)) {
    pen.save().translate(pt(xMm), pt(yMm)).scale(scale).path(path);
    const stroked = /stroke-width="([\d.]+)"/u.exec(paint)?.[1];
    if (stroked) pen.lineWidth(Number(stroked)).stroke('#000000');
    else pen.fill('#000000');
    pen.restore();
  }
}
