// Objects of other archives that have to be read whole: kept for a while, enciphered and bounded, thrown away when the server starts.
import { DicomError } from '../../../../core/dicom/errors.ts';
import { readHead, readPart10 } from '../../../../core/dicom/read.ts';
import { describeInstance } from '../../../../core/imaging/describe/describe.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { locatePixels } from '../ingest/locate-pixels.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectReader, ObjectStore } from '../objects/object-store.ts';
import type { FrameDecoder } from '../pixels/decoder.ts';

export interface WholeObject {
  path: string;
  length: number;
  sha256: string;
  descriptor: InstanceDescriptor;
}

export interface WholeObjects {
  /** @throws EXTERNAL_ARCHIVE_ANSWER when it is no DICOM object, and what `fetched` throws */
  use<T>(
    key: string,
    archive: string,
    fetched: () => Promise<Uint8Array>,
    act: (object: WholeObject, reader: ObjectReader) => Promise<T>,
  ): Promise<T>;
}

const mostBytes = 1 << 30;
const pieceBytes = 1 << 20;

interface Kept {
  object: Promise<WholeObject>;
  length: number;
  users: number;
}

export function createWholeObjects(objects: ObjectStore, decoder: Pick<FrameDecoder, 'decode'>): WholeObjects {
  /** The one that was used last stands last. */
  const kept = new Map<string, Kept>();

  async function keep(archive: string, bytes: Uint8Array): Promise<WholeObject> {
    try {
      const found = readHead(bytes, bytes.length, { inflate });
      const { dataSet, transferSyntax, pending } = 'object' in found ? found.object : readPart10(bytes, { inflate });
      const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
      const { decode } = decoder;
      const located = await locatePixels(dataSet, pending, { length: bytes.length, transferSyntax, read, decode });
      const descriptor = describeInstance(dataSet, { transferSyntaxUid: transferSyntax.uid, ...located });
      const writer = await objects.create();
      try {
        for (let at = 0; at < bytes.length; at += pieceBytes) await writer.write(bytes.subarray(at, at + pieceBytes));
        return { ...(await writer.finish()), descriptor };
      } catch (error) {
        await writer.abort();
        throw error;
      }
    } catch (error) {
      if (error instanceof DicomError) throw fail('EXTERNAL_ARCHIVE_ANSWER', { archive, what: error.message });
      throw error;
    }
  }

  async function makeRoom(): Promise<void> {
    let total = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [key, entry] of [...kept]) {
      if (total <= mostBytes) return;
      if (entry.users > 0) continue;
      kept.delete(key);
      total -= entry.length;
      await objects.remove((await entry.object).path);
    }
  }

  return {
    async use(key, archive, fetched, act) {
      let entry = kept.get(key);
      if (!entry) {
        entry = { object: fetched().then((bytes) => keep(archive, bytes)), length: 0, users: 0 };
        entry.object.catch(() => kept.delete(key));
      }
      kept.delete(key);
      kept.set(key, entry);
      entry.users += 1;
      try {
        const object = await entry.object;
        entry.length = object.length;
        const reader = await objects.open(object.path);
        try {
          return await act(object, reader);
        } finally {
          await reader.close();
        }
      } finally {
        entry.users -= 1;
        await makeRoom();
      }
    },
  };
}
