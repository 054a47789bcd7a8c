// What the ECG area works with once the server has started: its store of files, the archive, the readers, the database.

import { fail } from '../../../core/kernel/errors.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { Archive, ObjectStore } from '../imaging/module.ts';
import type { Analyser } from './reader/analyser.ts';

export interface EcgServices {
  kernel: Kernel;
  /** Raw files and packed samples, enciphered. */
  objects: ObjectStore;
  archive(): Archive;
  analyser: Analyser;
}

/** Version of the readers: what was parked by an older one is read again at the start. Raise it with each new reader or mended one. */
export const readerVersion = '3';

/** The whole of a stored object. @throws OBJECT_DAMAGED */
export async function readObject(store: ObjectStore, path: string): Promise<Buffer> {
  const reader = await store.open(path);
  try {
    return await reader.read(0, reader.length);
  } finally {
    await reader.close();
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';

async function writeWhole(store: ObjectStore, bytes: Uint8Array): Promise<string> {
  const writer = await store.create();
  try {
    await writer.write(bytes);
    return (await writer.finish()).path;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Durable when it returns; nothing stays behind when it throws. @throws DISK_FULL */
export function writeObject(store: ObjectStore, bytes: Uint8Array): Promise<string> {
  return writeWhole(store, bytes).catch((error: unknown) =>
    Promise.reject(isFull(error) ? fail('DISK_FULL', { what: 'the store of recordings' }, { cause: error }) : error),
  );
}
