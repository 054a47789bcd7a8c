// Turns a document definition into PDF bytes: fonts embedded (subset), no network and no file but the two fonts.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

declare module 'pdfmake' {
  /** Files the library holds in memory; present in Node, missing from its types. */
  export const virtualfs: { writeFileSync(name: string, content: Uint8Array): void };
}

const fonts = { normal: 'NotoSansSC-Regular.ttf', bold: 'NotoSansSC-Bold.ttf' };

async function loadFonts(): Promise<void> {
  const loaded = await Promise.all(
    Object.values(fonts).map(async (name) => {
      const path = fileURLToPath(new URL(`../../../../assets/fonts/${name}`, import.meta.url));
      return { name, bytes: await readFile(path) };
    }),
  );
  for (const { name, bytes } of loaded) pdfmake.virtualfs.writeFileSync(name, bytes);
  pdfmake.setFonts({ NotoSansSC: fonts });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
}

export interface PdfPrinter {
  /** The finished file; rejects when the definition cannot be laid out. */
  print(definition: TDocumentDefinitions): Promise<Uint8Array>;
}

/** A printer that reads its fonts (20 MB) at its first print and keeps them. */
export function createPdfPrinter(): PdfPrinter {
  let ready: Promise<void> | null = null;
  return {
    async print(definition) {
      ready ??= loadFonts();
      await ready;
      const bytes = await pdfmake
        .createPdf({
          version: '1.7',
          language: 'zh-CN',
          ...definition,
          defaultStyle: { font: 'NotoSansSC', color: '#111111', ...definition.defaultStyle },
        })
        .getBuffer();
      return new Uint8Array(bytes);
    },
  };
}
