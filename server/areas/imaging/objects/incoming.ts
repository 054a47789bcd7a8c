// The bytes of one object on their way to the disk: written as they come, its head kept for who describes it.
import { fail } from '../../../../core/kernel/errors.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

/** Chunks of an object, or each in the moment that it comes: then they are the taker's only until it returns. */
export type IncomingBytes = AsyncIterable<Uint8Array> & {
  consume?(take: (bytes: Uint8Array) => Promise<void> | undefined): Promise<void>;
};

export interface WrittenObject {
  stored: StoredObject;
  /** Its first bytes in a buffer of their own. */
  head: Buffer<ArrayBuffer>;
  /** It can be opened when it returns. @throws DISK_FULL */
  leave(): Promise<void>;
  /** On the disk when it returns. @throws DISK_FULL */
  durable(): Promise<void>;
  /** Takes it back: nothing stays. */
  abort(): Promise<void>;
}

/** Most heads are under 16 KB; what does not fit is read back from the disk. */
export const headBytes = 1 << 14;

function whenFull(error: unknown): unknown {
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return full ? fail('DISK_FULL', { what: 'the archive' }, { cause: error }) : error;
}

/**
 * Taken in whole but not yet durable, nor even readable, when it returns; when it throws nothing stays behind.
 * @param prefix Part 10 bytes before the data set, for objects that come without
 * @throws DISK_FULL, and what `data` throws
 */
export async function writeObject(
  objects: ObjectStore,
  prefix: Uint8Array,
  data: IncomingBytes,
): Promise<WrittenObject> {
  const writer = await objects.create();
  const head = Buffer.from(new ArrayBuffer(headBytes));
  let kept = 0;
  function take(bytes: Uint8Array): Promise<void> | undefined {
    if (kept < headBytes) {
      const part = bytes.subarray(0, headBytes - kept);
      head.set(part, kept);
      kept += part.length;
    }
    return writer.write(bytes);
  }
  try {
    await take(prefix);
    if (data.consume) await data.consume(take);
    else for await (const bytes of data) await take(bytes);
    const stored = await writer.complete();
    const told = (error: unknown): Promise<never> => Promise.reject(whenFull(error));
    return {
      stored,
      head: head.subarray(0, kept),
      leave: () => writer.leave().catch(told),
      durable: () => writer.durable().catch(told),
      abort: writer.abort,
    };
  } catch (error) {
    await writer.abort();
    throw whenFull(error);
  }
}
