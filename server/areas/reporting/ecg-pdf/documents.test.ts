// A recording that came as a picture or as a PDF is on the paper itself, and what cannot be shown says so.
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { canReadPdf, papersUnread, pdfWords } from '../../../../test/support/pdf-words.ts';
import { createEcgPrinter } from './index.ts';
import { openPdf } from './pdf-source/open.ts';
import { sheet } from './sheet.test-data.ts';
import type { SheetDocument } from './sheet.ts';

const printer = createEcgPrinter();

/** As a device writes it: some pages of vectors and words. */
function devicePdf(compress: boolean): Promise<Uint8Array> {
  const pen = new PDFDocument({ size: 'A4', layout: 'landscape', compress });
  const chunks: Buffer[] = [];
  const made = new Promise<Uint8Array>((resolve) => {
    pen.on('data', (chunk: Buffer) => chunks.push(chunk));
    pen.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
  });
  pen.fontSize(30).text('DEVICE (page) one', 100, 100);
  pen.moveTo(50, 300).lineTo(700, 320).stroke('#ff0000');
  pen.addPage().fontSize(30).text('DEVICE page two', 100, 100);
  pen.end();
  return made;
}

const asPdf = (bytes: Uint8Array): SheetDocument => ({ mediaType: 'application/pdf', fileName: 'ecg.pdf', bytes });
const countOf = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\/Type \/Page\b/gu)?.length;

describe('a PDF', () => {
  test.each([true, false])('stands in the report page by page (packed: %s)', async (compress) => {
    const bytes = await printer.renderEcg([sheet({ tracing: null, documents: [asPdf(await devicePdf(compress))] })]);
    expect(countOf(bytes)).toBe(3);
    if (!canReadPdf) return;
    const words = pdfWords(bytes);
    for (const word of ['DEVICE(page)one', 'DEVICEpagetwo', '正常心电图', '第1/2页', '第2/2页'])
      expect(words).toContain(word);
  });

  test('that is broken or locked does not stop the report: the paper says what is missing', async () => {
    const good = await devicePdf(false);
    const locked = Buffer.from(
      Buffer.from(good).toString('latin1').replace('trailer\n<<', 'trailer\n<< /Encrypt 1 0 R'),
      'latin1',
    );
    for (const bytes of [locked, good.subarray(0, 40), new Uint8Array(0)]) {
      expect(openPdf(bytes)).toHaveProperty('problem');
      const made = await printer.renderEcg([sheet({ tracing: null, documents: [asPdf(bytes)] })]);
      if (canReadPdf) expect(pdfWords(made)).toContain('无法放入报告');
    }
  });

  test('cut anywhere it is read or refused, never more', async () => {
    const good = await devicePdf(true);
    for (let end = 0; end < good.length; end += 37) {
      const opened = openPdf(good.subarray(0, end));
      expect('problem' in opened || opened.pages.length > 0).toBe(true);
    }
  });
});

test('a picture is on the paper in its own shape', async () => {
  const ground = { width: 800, height: 400, channels: 3 as const, background: '#0044cc' };
  const bytes = new Uint8Array(await sharp({ create: ground }).jpeg().toBuffer());
  const made = sheet({ tracing: null, documents: [{ mediaType: 'image/jpeg', fileName: 'ecg.jpg', bytes }] });
  const image = await printer.renderEcgPicture(made, { type: 'image/png', dpi: 72, page: 1 });
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let blue = 0;
  for (let i = 0; i < data.length; i += info.channels) if ((data[i + 2] ?? 0) > 150 && (data[i] ?? 255) < 60) blue += 1;
  // 273 mm wide at 72 dpi, half as high.
  const wide = (273 * 72) / 25.4;
  expect(Math.abs(blue / ((wide * wide) / 2) - 1)).toBeLessThan(0.03);
});

test.skipIf(canReadPdf)(papersUnread, () => undefined);
