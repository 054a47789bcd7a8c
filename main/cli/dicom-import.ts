// Walks folders and zips and hands every file to the archive by STOW-RS, one a request, so that one bad file refuses no other.
import { basename } from 'node:path';
import { type Candidate, candidates } from './import-candidates.ts';

export interface Imported {
  stored: { file: string; sopInstanceUid: string; outcome: 'stored' | 'differing'; warnings: string[] }[];
  skipped: { file: string; reason: string }[];
  refused: { file: string; code: string; reason: string }[];
}

/** Two at a time keep disk and server busy; more only wait for the same disk. */
const abreast = 2;
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
    const object = await candidate.body().catch((error: unknown) => {
      // Locked, without permission, or an entry under a password: the others go on.
      imported.refused.push({ file: candidate.name, code: 'unreadable', reason: String(error) });
      return null;
    });
    if (!object) return;
    const body = new Blob([head, object, `\r\n--${boundary}--\r\n`]);
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
      if ('why' in candidate) {
        const { name: file, why: code, reason } = candidate;
        if (code === 'link') imported.skipped.push({ file, reason });
        else imported.refused.push({ file, code, reason });
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
