// Hands files in one after the other, each with a command of its own; says how far it is and why one was not kept. Pure but for `fetch`.
import { type AttachmentKind, attachmentLimits } from '../../../core/orders/attachment.ts';
import { attachmentContent } from '../../../core/orders/attachment-content.ts';

export const refusalReasons = [
  'empty',
  'tooLarge',
  'unknown',
  'damaged',
  'duplicate',
  'tooMany',
  'unreachable',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface RefusedFile {
  name: string;
  /** A reason of ours, else the code of the error table. */
  reason: RefusalReason | string;
}

export interface UploadResult {
  added: number;
  refused: RefusedFile[];
}

/** Where files are handed in, and what opens it beside the session. */
export interface AttachmentDoor {
  path: string;
  headers: Readonly<Record<string, string>>;
}

const stationDoor: AttachmentDoor = { path: '/exam-attachments', headers: {} };

interface Sending {
  examId: string;
  kind: AttachmentKind;
  signal: AbortSignal;
  onFile: (at: number, file: Pick<File, 'name' | 'size'>) => void;
  door?: AttachmentDoor | undefined;
  fetchIt?: typeof fetch;
}

const isWords = (value: unknown): value is { code: string; data?: { reason?: unknown } } =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';

/** The server's words about a file that it did not keep. */
async function refusalOf(answer: Response): Promise<string> {
  const said: unknown = await answer.json().catch(() => null);
  if (!isWords(said)) return answer.status >= 500 ? 'unreachable' : `HTTP ${answer.status}`;
  return typeof said.data?.reason === 'string' ? said.data.reason : said.code;
}

async function sendOne(
  file: File,
  { examId, kind, signal, door = stationDoor, fetchIt = fetch }: Sending,
): Promise<string | null> {
  // What can be said here is said at once, before twenty megabytes are on their way.
  if (file.size > attachmentLimits.bytes) return 'tooLarge';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const content = attachmentContent(bytes);
  if ('refused' in content) return content.refused;
  const query = new URLSearchParams({
    exam: examId,
    kind,
    name: file.name,
    command: crypto.randomUUID(),
    at: new Date().toISOString(),
  });
  try {
    const answer = await fetchIt(`${door.path}?${query}`, {
      method: 'POST',
      headers: { ...door.headers, 'x-yishu': '1', 'content-type': 'application/octet-stream' },
      body: bytes,
      signal,
    });
    return answer.ok ? null : await refusalOf(answer);
  } catch (error) {
    if (signal.aborted) throw error;
    return 'unreachable';
  }
}

/** Stops after the file that is under way when `signal` says so: what is handed in stays. */
export async function uploadAttachments(files: readonly File[], sending: Sending): Promise<UploadResult> {
  const result: UploadResult = { added: 0, refused: [] };
  for (const [index, file] of files.entries()) {
    if (sending.signal.aborted) break;
    sending.onFile(index + 1, file);
    try {
      const reason = await sendOne(file, sending);
      if (reason === null) result.added += 1;
      else result.refused.push({ name: file.name, reason });
    } catch (error) {
      if (!sending.signal.aborted) throw error;
    }
  }
  return result;
}

/** 512 B, 38 KB, 1.2 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
