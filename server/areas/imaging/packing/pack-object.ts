// Makes the packed file of one stored object beside it: chunk by chunk, under a key stream of its own, and read back before it counts.
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { fail } from '../../../../core/kernel/errors.ts';
import { type ChunkMethod, packChunk } from '../objects/chunk-codec.ts';
import { chunkCount, tableBytes, writeTable } from '../objects/chunk-table.ts';
import { giveBack } from '../objects/give-back.ts';
import { writeAll } from '../objects/new-file.ts';
import { cipherFrom, objectKeys } from '../objects/object-cipher.ts';
import { batchBytes, type ObjectFile, openObjectFile, verifyObject } from '../objects/object-file.ts';
import { headerBytes, type ObjectCipherName, writeHeader } from '../objects/object-header.ts';

export interface PackJob {
  /** Path in the store, for errors. */
  path: string;
  source: string;
  /** On the same volume; must not exist. */
  target: string;
  cipher: ObjectCipherName;
  key: Buffer;
  /** New random bytes: in counter mode the same ones would give two contents away. */
  iv: Buffer;
  /** Content of a chunk is 2^bits bytes. */
  bits: number;
}

/** packed: the target is on the disk and was read back. kept: packing is not worth it. already: the source is packed itself. */
export type PackOutcome =
  | { kind: 'packed'; storedBytes: number }
  | { kind: 'already'; storedBytes: number }
  | { kind: 'kept' };

/** For fault tests: `packing-half` with half of the target written, `packing-written` before it is flushed and read back. */
export type PackStep = 'packing-half' | 'packing-written';

/** A frame of 512 x 512 at 16 bit lies in nine of them; a head in one. Larger ones saved 1 % and cost small reads more (0013). */
export const standardBits = 16;
/** A packed file that is larger than this part of the content is not worth unpacking it at each read. */
const worthwhile = 0.9;
/** Chunks of a large object that are tried before all of it is. */
const samples = 12;

async function saves(source: ObjectFile, bits: number): Promise<boolean> {
  const count = chunkCount(source.length, bits);
  if (count <= 2 * samples) return true;
  let taken = 0;
  let packed = 0;
  for (let index = 0; index < samples; index += 1) {
    const chunk = Math.floor((index * count) / samples);
    const content = await source.read(chunk * 2 ** bits, 2 ** bits);
    taken += content.length;
    packed += packChunk(content).bytes.length;
  }
  return packed <= taken * worthwhile;
}

/** @returns bytes after the header, or null when they would be too many */
async function writeChunks(
  source: ObjectFile,
  target: FileHandle,
  { path, cipher, key, iv, bits }: PackJob,
  reached: (step: PackStep) => void,
): Promise<number | null> {
  const hash = createHash('sha256');
  const table = tableBytes(source.length, bits);
  const keys = objectKeys(key);
  const stream = cipherFrom(cipher, keys, iv, table);
  const chunks: { method: ChunkMethod; length: number }[] = [];
  const most = source.length * worthwhile - headerBytes;
  let end = table;
  const batch = Math.max(2 ** bits, batchBytes);
  for (let at = 0; at < source.length; at += batch) {
    const content = await source.read(at, batch);
    hash.update(content);
    const packed: Buffer[] = [];
    for (let from = 0; from < content.length; from += 2 ** bits) {
      const { method, bytes } = packChunk(content.subarray(from, from + 2 ** bits));
      chunks.push({ method, length: bytes.length });
      packed.push(bytes);
    }
    const sealed = stream.update(Buffer.concat(packed));
    if (end + sealed.length > most) return null;
    await writeAll(target, sealed, headerBytes + end);
    end += sealed.length;
    giveBack(content);
    if (at <= source.length / 2 && at + batch > source.length / 2) reached('packing-half');
  }
  const sha256 = hash.digest();
  if (sha256.toString('hex') !== source.sha256) {
    throw fail('OBJECT_DAMAGED', { path, what: 'its content is not what was received' });
  }
  await writeAll(target, cipherFrom(cipher, keys, iv, 0).update(writeTable(chunks)), headerBytes);
  const complete = { length: source.length, sha256 };
  await writeAll(target, writeHeader({ cipher, iv, complete, packed: { bits, storedLength: end } }), 0);
  return end;
}

async function isGood(job: PackJob, sha256: string): Promise<boolean> {
  const reader = await openObjectFile(job.target, job.path, objectKeys(job.key));
  try {
    return reader.sha256 === sha256 && (await verifyObject(reader));
  } finally {
    await reader.close();
  }
}

/**
 * The source is not touched. Unless it answers `packed`, no target stays behind.
 * @throws OBJECT_DAMAGED when the source is not what was received; INTERNAL when the target does not give it back; errors of the disk
 */
export async function packObject(job: PackJob, reached: (step: PackStep) => void = () => {}): Promise<PackOutcome> {
  const source = await openObjectFile(job.source, job.path, objectKeys(job.key));
  try {
    if (source.header.packed) return { kind: 'already', storedBytes: (await stat(job.source)).size };
    if (!(await saves(source, job.bits))) return { kind: 'kept' };
    const target = await open(job.target, 'wx', 0o600);
    let isKept = false;
    try {
      const stored = await writeChunks(source, target, job, reached).finally(async () => {
        reached('packing-written');
        await target.datasync().finally(() => target.close());
      });
      if (stored === null) return { kind: 'kept' };
      if (!(await isGood(job, source.sha256))) {
        throw fail('INTERNAL', { what: `the packed file of ${job.path} does not give its content back` });
      }
      isKept = true;
      return { kind: 'packed', storedBytes: headerBytes + stored };
    } finally {
      if (!isKept) await rm(job.target, { force: true });
    }
  } finally {
    await source.close();
  }
}
