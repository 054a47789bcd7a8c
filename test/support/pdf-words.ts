// The words of a printed paper, as poppler reads them: without blanks, for a line breaks wherever the layout has it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether poppler is here to verify the signature of a paper. */
export const canVerifyPdf = spawnSync('pdfsig', ['-v']).error === undefined;
/** Where poppler is missing a suite goes on without reading its papers, and says so by a test that is skipped. */
export const canReadPdf = spawnSync('pdftotext', ['-v']).error === undefined;
export const papersUnread = 'papers are not read: pdftotext is not installed (poppler-utils)';

/** @throws where {@link canReadPdf} is false */
export function pdfWords(pdf: ArrayBuffer | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-paper-'));
  try {
    const path = join(folder, 'paper.pdf');
    writeFileSync(path, new Uint8Array(pdf));
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).replaceAll(/\s/gu, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
