// Turns a document definition into PDF bytes: fonts embedded (subset), no network and no file but the two fonts.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type Coverage, readCoverage } from './font-coverage.ts';

declare module 'pdfmake' {
  /** Files the library holds in memory; present in Node, missing from its types. */
  export const virtualfs: { writeFileSync(name: string, content: Uint8Array): void };
}

const fonts = { normal: 'NotoSansSC-Regular.ttf', bold: 'NotoSansSC-Bold.ttf' };

async function loadFonts(): Promise<Coverage> {
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
  const covered = loaded.map(({ bytes }) => readCoverage(bytes));
  return (codePoint) => covered.every((covers) => covers(codePoint));
}

export interface PdfPrinter {
  /** The finished file; rejects when the definition cannot be laid out. */
  print(definition: TDocumentDefinitions): Promise<Uint8Array>;
  /** Which characters both weights can draw. */
  coverage(): Promise<Coverage>;
}

/** A printer that reads its fonts (20 MB) at its first print and keeps them. */
export function createPdfPrinter(): PdfPrinter {
  let ready: Promise<Coverage> | null = null;
  const coverage = () => {
    ready ??= loadFonts();
    return ready;
  };
  return {
    coverage,
    async print(definition) {
      await coverage();
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
