// Walks folders and zips and hands every file to the archive by STOW-RS, one a request, so that one bad file refuses no other.
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import yauzl from 'yauzl';

export interface Imported {
  stored: { file: string; sopInstanceUid: string; outcome: 'stored' | 'differing'; warnings: string[] }[];
  skipped: { file: string; reason: string }[];
  refused: { file: string; code: string; reason: string }[];
}

interface Candidate {
  /** Path as the user knows it; inside a zip `archive.zip:folder/file`. */
  name: string;
  body(): Promise<Blob>;
}

/** Two at a time keep disk and server busy; more only wait for the same disk. */
const abreast = 2;
/** A zip entry is held in memory while it is sent. */
const largestEntry = 1 << 30;

async function* inFolder(folder: string, root: string): AsyncGenerator<Candidate> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* inFolder(path, root);
    else if (entry.isFile()) yield { name: path.slice(root.length + 1), body: () => openAsBlob(path) };
  }
}

async function* inZip(path: string): AsyncGenerator<Candidate | { name: string; refused: string }> {
  const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const name = `${basename(path)}:${entry.fileName}`;
      if (entry.uncompressedSize > largestEntry) {
        yield { name, refused: `${entry.uncompressedSize} bytes; unpack it and import the folder` };
        continue;
      }
      yield {
        name,
        async body() {
          const stream = await zip.openReadStreamPromise(entry);
          const parts: Uint8Array<ArrayBuffer>[] = [];
          for await (const part of stream) parts.push(new Uint8Array(part));
          return new Blob(parts);
        },
      };
    }
  } finally {
    zip.close();
  }
}

async function* candidates(path: string): AsyncGenerator<Candidate | { name: string; refused: string }> {
  const found = await stat(path);
  if (found.isDirectory()) yield* inFolder(path, path);
  else if (/\.zip$/i.test(path)) yield* inZip(path);
  else yield { name: basename(path), body: () => openAsBlob(path) };
}

const notDicom = new Set(['not-dicom', 'empty']);

function place(into: Imported, file: string, response: Response): void {
  const text = response.headers.get('x-yishu-report');
  const reported: unknown = text ? JSON.parse(decodeURIComponent(text)) : [];
  const one: unknown = Array.isArray(reported) ? reported[0] : null;
  if (!one || typeof one !== 'object' || !('outcome' in one)) {
    into.refused.push({ file, code: 'answer', reason: `the archive answered ${response.status}` });
    return;
  }
  const of = (key: string) => String(Object.entries(one).find(([name]) => name === key)?.[1] ?? '');
  switch (one.outcome) {
    case 'stored':
    case 'differing': {
      const warnings = 'warnings' in one && Array.isArray(one.warnings) ? one.warnings.map(String) : [];
      into.stored.push({ file, sopInstanceUid: of('sopInstanceUid'), outcome: one.outcome, warnings });
      return;
    }
    case 'duplicate':
      into.skipped.push({ file, reason: 'already in the archive / 已在库中' });
      return;
    default:
      if (notDicom.has(of('code')))
        into.skipped.push({ file, reason: `no DICOM object / 不是 DICOM 对象: ${of('reason')}` });
      else into.refused.push({ file, code: of('code'), reason: of('reason') });
  }
}

/** @throws what `fetch` throws when the archive cannot be reached: what was stored until then is stored */
export async function importAll(url: string, paths: readonly string[]): Promise<Imported> {
  const imported: Imported = { stored: [], skipped: [], refused: [] };
  async function send(candidate: Candidate): Promise<void> {
    if (basename(candidate.name).toUpperCase() === 'DICOMDIR') {
      imported.skipped.push({
        file: candidate.name,
        reason: 'directory of the disc; its files are imported / 光盘目录',
      });
      return;
    }
    const boundary = 'yishu-import-boundary-6f1a';
    const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
    const body = new Blob([head, await candidate.body(), `\r\n--${boundary}--\r\n`]);
    const response = await fetch(`${url}/studies`, {
      method: 'POST',
      headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
      body,
    });
    await response.arrayBuffer();
    place(imported, candidate.name, response);
  }
  for (const path of paths) {
    const under = new Set<Promise<void>>();
    for await (const candidate of candidates(path)) {
      if ('refused' in candidate) {
        imported.refused.push({ file: candidate.name, code: 'too-large', reason: candidate.refused });
        continue;
      }
      const sending = send(candidate).finally(() => under.delete(sending));
      under.add(sending);
      if (under.size >= abreast) await Promise.race(under);
    }
    await Promise.all(under);
  }
  return imported;
}
