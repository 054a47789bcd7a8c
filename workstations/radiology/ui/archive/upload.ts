// Files that a person brings (RAD-08): found in what was dropped, sent to the archive in small STOW-RS batches, each answered for.
import { isZip, zipEntries } from './zip.ts';

export interface UploadFile {
  name: string;
  bytes: () => Promise<Blob>;
}

export interface UploadResult {
  stored: number;
  /** Kept beside an object of the same UID until a person decides. */
  differing: number;
  refused: { name: string; reason: string }[];
}

const atMostInOne = 4;

/** Everything in dropped files and folders; zips are opened. @throws what a damaged zip throws */
export async function filesOf(items: readonly DataTransferItem[]): Promise<UploadFile[]> {
  const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: UploadFile[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

export async function filesOfList(list: readonly File[]): Promise<UploadFile[]> {
  const found: UploadFile[] = [];
  for (const file of list) await take(file, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: UploadFile[]): Promise<void> {
  if (entry instanceof FileSystemFileEntry || entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    await take(file, found);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (part.length === 0) return;
    for (const each of part) await walk(each, found);
  }
}

async function take(file: File, found: UploadFile[]): Promise<void> {
  if (isZip(file.name)) found.push(...(await zipEntries(file)));
  else if (!/^(DICOMDIR|\.DS_Store|Thumbs\.db)$/i.test(file.name))
    found.push({ name: file.name, bytes: async () => file });
}

interface Reported {
  outcome: string;
  reason?: string;
}

function isReported(value: unknown): value is Reported {
  return typeof value === 'object' && value !== null && 'outcome' in value && typeof value.outcome === 'string';
}

/** The archive's own words about each object of a short request. */
function reportOf(answer: Response): Reported[] {
  try {
    const read: unknown = JSON.parse(decodeURIComponent(answer.headers.get('x-yishu-report') ?? '[]'));
    return Array.isArray(read) ? read.filter(isReported) : [];
  } catch {
    return [];
  }
}

/** Sends all; says after each batch how far it is. Stops at once by `signal`. */
export async function upload(
  files: readonly UploadFile[],
  onProgress: (sent: number) => void,
  signal: AbortSignal,
  fetchIt: typeof fetch = fetch,
): Promise<UploadResult> {
  const result: UploadResult = { stored: 0, differing: 0, refused: [] };
  for (let at = 0; at < files.length; at += atMostInOne) {
    signal.throwIfAborted();
    const batch = files.slice(at, at + atMostInOne);
    await send(batch, result, signal, fetchIt);
    onProgress(Math.min(files.length, at + atMostInOne));
  }
  return result;
}

async function send(batch: readonly UploadFile[], result: UploadResult, signal: AbortSignal, fetchIt: typeof fetch) {
  const boundary = `yishu-${crypto.randomUUID()}`;
  const parts: BlobPart[] = [];
  const sent: UploadFile[] = [];
  for (const file of batch) {
    try {
      const bytes = await file.bytes();
      parts.push(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, bytes, '\r\n');
      sent.push(file);
    } catch (error) {
      result.refused.push({ name: file.name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (sent.length === 0) return;
  parts.push(`--${boundary}--\r\n`);
  const answer = await fetchIt('/dicom-web/studies', {
    method: 'POST',
    signal,
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`, 'x-yishu': '1' },
    body: new Blob(parts),
  });
  const reports = reportOf(answer);
  for (const [index, file] of sent.entries()) {
    const report = reports[index];
    if (report?.outcome === 'stored' || report?.outcome === 'duplicate') result.stored += 1;
    else if (report?.outcome === 'differing') result.differing += 1;
    else if (!report && answer.ok) result.stored += 1;
    else result.refused.push({ name: file.name, reason: report?.reason ?? `HTTP ${answer.status}` });
  }
}
