// The pen that paints a picture: strokes and code as SVG, each line of text by the shipped font alone, so that a server without any font draws Chinese.
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import type { Drawing } from '../../../../core/ecg/paper/drawing.ts';
import { paperSvg } from '../../../../core/ecg/paper/svg.ts';
import { qrCode } from '../pdf/codes.ts';
import { ink } from '../pdf/tone.ts';
import { qrPathsOf, type SheetPen } from './pen.ts';
import { page } from './units.ts';

export type PictureType = 'image/jpeg' | 'image/png';

interface Line {
  text: string;
  xMm: number;
  /** Upper edge of the line as the PDF counts it. */
  yMm: number;
  size: number;
  bold: boolean;
  colour: string;
}

interface Sheet {
  svg: string[];
  lines: Line[];
  pictures: { bytes: Buffer; xMm: number; yMm: number; widthMm: number; heightMm: number }[];
}

/** Ascender of the shipped font, em (its hhea table). */
const ascentEm = 1.16;

/**
 * A bar before each line gives all of them the same upper edge; it is cut off again. From the bar's upper edge to the base line, from its
 * left edge to where the text begins, and how wide it is: em, measured on the shipped fonts.
 */
const strut = {
  normal: { file: 'NotoSansSC-Regular.ttf', name: 'Noto Sans SC', baselineEm: 0.845, originEm: 0.172, barEm: 0.08 },
  bold: { file: 'NotoSansSC-Bold.ttf', name: 'Noto Sans SC Bold', baselineEm: 0.855, originEm: 0.194, barEm: 0.11 },
} as const;

const escaped = (text: string): string => text.replace(/[&<>]/gu, (one) => `&#${one.codePointAt(0)};`);
const figure = (value: number): string => String(Math.round(value * 1000) / 1000);

/** The line as pixels with a transparent ground, and where its upper left corner belongs; null for blanks. */
async function painted(line: Line, dpi: number) {
  const font = strut[line.bold ? 'bold' : 'normal'];
  if (line.text.trim() === '') return null;
  const em = (line.size * dpi) / 72;
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${line.colour}">|${escaped(line.text)}</span>`,
      font: `${font.name} ${line.size}`,
      fontfile: fileURLToPath(new URL(`../../../../assets/fonts/${font.file}`, import.meta.url)),
      dpi,
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  // A pixel more for its pale edge.
  const cut = Math.ceil(font.barEm * em) + 1;
  if (info.width <= cut) return null;
  const input = await sharp(data)
    .extract({ left: cut, top: 0, width: info.width - cut, height: info.height })
    .png()
    .toBuffer();
  const perMm = dpi / 25.4;
  return {
    input,
    left: Math.round(line.xMm * perMm - font.originEm * em + cut),
    top: Math.round(line.yMm * perMm + (ascentEm - font.baselineEm) * em),
  };
}

async function paint({ svg, lines, pictures }: Sheet, type: PictureType, dpi: number): Promise<Uint8Array> {
  const perMm = dpi / 25.4;
  const width = Math.round(page.width * perMm);
  const height = Math.round(page.height * perMm);
  const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${page.width} ${page.height}"><rect width="100%" height="100%" fill="#ffffff"/>${svg.join('')}</svg>`;
  const texts = (await Promise.all(lines.map((line) => painted(line, dpi)))).filter((one) => one !== null);
  const inlaid = await Promise.all(
    pictures.map(async ({ bytes, xMm, yMm, widthMm, heightMm }) => ({
      input: await sharp(bytes)
        .resize(Math.round(widthMm * perMm), Math.round(heightMm * perMm), { fit: 'inside' })
        .png()
        .toBuffer(),
      left: Math.round(xMm * perMm),
      top: Math.round(yMm * perMm),
    })),
  );
  const inside = [...texts, ...inlaid].filter(({ left, top }) => left >= 0 && top >= 0 && left < width && top < height);
  return encoded(sharp(Buffer.from(ground)).composite(inside), type, dpi);
}

type Measure = (text: string, size: number, bold: boolean) => number;

/** A JPEG has no more lines (ITU-T T.81 B.2.2); the area keeps the memory of the printing thread within bounds. */
const mostLines = 65_000;
const mostPixels = 120_000_000;

/** All pages below each other, as large as one file can be. */
async function paintAll(sheets: readonly Sheet[], type: PictureType, dpi: number): Promise<Uint8Array> {
  const area = ((page.width * page.height) / 25.4 ** 2) * sheets.length;
  const fitted = Math.floor(
    Math.min(dpi, mostLines / ((page.height / 25.4) * sheets.length), Math.sqrt(mostPixels / area)),
  );
  const perMm = fitted / 25.4;
  const [width, height] = [Math.round(page.width * perMm), Math.round(page.height * perMm)];
  const parts: { input: Buffer; left: number; top: number }[] = [];
  for (const [index, sheet] of sheets.entries())
    parts.push({ input: Buffer.from(await paint(sheet, 'image/png', fitted)), left: 0, top: index * height });
  const ground = { width, height: height * sheets.length, channels: 3 as const, background: '#ffffff' };
  return encoded(sharp({ create: ground, limitInputPixels: false }).composite(parts), type, fitted);
}

async function encoded(image: Sharp, type: PictureType, dpi: number): Promise<Uint8Array> {
  const whole = image.flatten({ background: '#ffffff' }).withMetadata({ density: dpi });
  const bytes = type === 'image/png' ? whole.png() : whole.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  return new Uint8Array(await bytes.toBuffer());
}

/** Records what is drawn; `render` paints one page of it, or all of them in one picture. `measure`: width of a line in mm. */
export function picturePen(measure: Measure): {
  pen: SheetPen;
  render(options: { type: PictureType; dpi: number; page: number | null }): Promise<Uint8Array>;
} {
  const sheets: Sheet[] = [];
  const now = (): Sheet => {
    const last = sheets.at(-1);
    if (!last) throw new Error('nothing is drawn before the first page');
    return last;
  };
  const pen: SheetPen = {
    addPage() {
      sheets.push({ svg: [], lines: [], pictures: [] });
    },
    width: (text, size, bold = false) => measure(text, size, bold),
    write(text, xMm, yMm, { size, bold = false, colour = ink, widthMm, align = 'left' }) {
      const free = widthMm === undefined ? 0 : Math.max(0, widthMm - measure(text, size, bold));
      const x = xMm + (align === 'right' ? free : align === 'center' ? free / 2 : 0);
      now().lines.push({ text, xMm: x, yMm, size, bold, colour });
    },
    rule(fromMm, yMm, toMm, widthMm, colour) {
      now().svg.push(
        `<path d="M${figure(fromMm)} ${figure(yMm)}H${figure(toMm)}" stroke="${colour}" stroke-width="${widthMm}"/>`,
      );
    },
    strokes(drawing: Drawing, xMm, yMm) {
      const strokes = paperSvg({ ...drawing, labels: [] }).replace(/^<svg[^>]*>|<\/svg>$/gu, '');
      now().svg.push(`<g transform="translate(${figure(xMm)} ${figure(yMm)})">${strokes}</g>`);
    },
    picture(dataUrl, xMm, yMm, widthMm, heightMm) {
      const bytes = Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
      now().pictures.push({ bytes, xMm, yMm, widthMm, heightMm });
    },
    pdfPage: () => false,
    qr(text, xMm, yMm, sizeMm) {
      const { size, paths } = qrPathsOf(qrCode(text));
      if (size === 0) return;
      const cells = paths.map(({ d, strokeWidth }) =>
        strokeWidth === null
          ? `<path d="${d}"/>`
          : `<path d="${d}" fill="none" stroke="#000" stroke-width="${strokeWidth}"/>`,
      );
      now().svg.push(
        `<g transform="translate(${figure(xMm)} ${figure(yMm)}) scale(${sizeMm / size})">${cells.join('')}</g>`,
      );
    },
  };
  return {
    pen,
    render({ type, dpi, page: number }) {
      const [only, ...more] = sheets;
      if (number === null && only && more.length > 0) return paintAll(sheets, type, dpi);
      const sheet = sheets[Math.min(number ?? 0, sheets.length - 1)];
      if (!sheet) throw new Error('no page was drawn');
      return paint(sheet, type, dpi);
    },
  };
}
