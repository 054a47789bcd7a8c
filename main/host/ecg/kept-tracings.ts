// ECGs that this station can show by itself: of a recording its values, its samples or file, and which earlier ones stand beside it. Samples
// are shown only beside the values of the same version of the recording: both carry it as their tag.
import type { RecordingDetail, RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { unpackHeader } from '../../../core/ecg/flow/samples.ts';
import type { FrameCache } from '../reading/frame-cache.ts';

/** damaged: it was kept, and what lies on the disk is not what was kept; it is gone now. */
export type Kept<Content> = { state: 'kept'; content: Content } | { state: 'absent' | 'damaged' };

export interface KeptTracings {
  /** False where it was not kept: no room, or the disk said no. */
  keepDetail(detail: RecordingDetail): Promise<boolean>;
  /** The earlier ones of the same person, as the server listed them. */
  keepPrevious(recordingId: string, previous: readonly RecordingDocument[]): Promise<boolean>;
  /** Samples as the route sends them whole, or the file of a document. @param version of the recording that they are of */
  keepBody(recordingId: string, version: number, bytes: Uint8Array): Promise<boolean>;
  detail(recordingId: string): Promise<Kept<RecordingDetail>>;
  previous(recordingId: string): Promise<RecordingDocument[] | null>;
  /** Only what is of the version of the kept values. */
  body(detail: RecordingDetail): Promise<Kept<Uint8Array<ArrayBuffer>>>;
  /** Whether samples or file of this version lie here; nothing is read for it. */
  hasBody(recordingId: string, version: number): boolean;
  forget(recordingId: string): Promise<void>;
  /** Something of it lies here. */
  keeps(recordingId: string): boolean;
}

const names = { detail: 'detail', previous: 'previous', body: 'body' } as const;
const tagOf = (version: number) => version.toString(16);

/** @param damaged told of a recording whose copy turned out bad: it is to be fetched anew */
export function createKeptTracings(
  cache: Pick<FrameCache, 'put' | 'get' | 'tagOf' | 'forget'>,
  damaged: (recordingId: string) => void,
): KeptTracings {
  /** Where one file turned out bad the others are not trusted either. */
  async function bad(recordingId: string): Promise<{ state: 'damaged' }> {
    await cache.forget(recordingId);
    damaged(recordingId);
    return { state: 'damaged' };
  }
  async function read(
    recordingId: string,
    name: string,
  ): Promise<Kept<{ tag: string; content: Uint8Array<ArrayBuffer> }>> {
    if (cache.tagOf(recordingId, name) === null) return { state: 'absent' };
    const content = await cache.get(recordingId, name);
    return content ? { state: 'kept', content } : bad(recordingId);
  }
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

  return {
    keepDetail: (detail) =>
      cache.put(detail.recording.id, names.detail, { tag: tagOf(detail.recording.version), content: text(detail) }),
    keepPrevious: (recordingId, previous) =>
      cache.put(recordingId, names.previous, { tag: '', content: text(previous) }),
    keepBody: (recordingId, version, bytes) =>
      cache.put(recordingId, names.body, { tag: tagOf(version), content: bytes }),
    async detail(recordingId) {
      const found = await read(recordingId, names.detail);
      if (found.state !== 'kept') return found;
      // Sealed, so it is what the server gave; the name inside is looked at all the same, since a wrong patient is the worst that can be shown.
      const detail = parsed(found.content.content) as RecordingDetail;
      return detail.recording.id === recordingId ? { state: 'kept', content: detail } : bad(recordingId);
    },
    async previous(recordingId) {
      const found = await read(recordingId, names.previous);
      return found.state === 'kept' ? (parsed(found.content.content) as RecordingDocument[]) : null;
    },
    async body({ recording }) {
      const { id, version, kind } = recording;
      if (cache.tagOf(id, names.body) !== tagOf(version)) return { state: 'absent' };
      const found = await read(id, names.body);
      if (found.state !== 'kept') return found;
      const { tag, content } = found.content;
      if (tag !== tagOf(version)) return { state: 'absent' };
      return kind !== 'waveform' || isOf(content, recording) ? { state: 'kept', content } : bad(id);
    },
    hasBody: (recordingId, version) => cache.tagOf(recordingId, names.body) === tagOf(version),
    forget: (recordingId) => cache.forget(recordingId),
    keeps: (recordingId) => Object.values(names).some((name) => cache.tagOf(recordingId, name) !== null),
  };
}

/** The samples say themselves whose they are and how many there must be. */
export function isOf(bytes: Uint8Array, { id, durationMs }: Pick<RecordingDocument, 'id' | 'durationMs'>): boolean {
  try {
    const { header, start } = unpackHeader(bytes);
    const ends = header.waveforms.flatMap(({ leads }) =>
      leads.map(({ byteOffset, count, encoding }) => byteOffset + count * (encoding === 'int16' ? 2 : 4)),
    );
    return (
      header.recordingId === id &&
      Math.abs(header.durationMs - durationMs) <= 1 &&
      bytes.length >= start + Math.max(0, ...ends)
    );
  } catch {
    return false;
  }
}
