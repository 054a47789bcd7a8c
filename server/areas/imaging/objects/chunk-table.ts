// The table of a packed object: how each chunk is packed and how long it is, four bytes a chunk; where it begins follows.
import { type ChunkMethod, chunkMethods } from './chunk-codec.ts';
import type { PackedLayout } from './object-header.ts';

const entryBytes = 4;
/** The two highest bits of an entry are the method, the others the length. */
const methodShift = 30;

export interface ChunkTable {
  /** Where each chunk begins among the stored bytes, and where the last one ends. */
  starts: Float64Array;
  methods: ChunkMethod[];
}

export function chunkCount(length: number, bits: number): number {
  return Math.ceil(length / 2 ** bits);
}

export function tableBytes(length: number, bits: number): number {
  return chunkCount(length, bits) * entryBytes;
}

export function writeTable(chunks: readonly { method: ChunkMethod; length: number }[]): Buffer {
  const bytes = Buffer.alloc(chunks.length * entryBytes);
  for (const [index, { method, length }] of chunks.entries()) {
    bytes.writeUInt32LE(chunkMethods.indexOf(method) * 2 ** methodShift + length, index * entryBytes);
  }
  return bytes;
}

/**
 * @param length of the content
 * @returns null when the lengths do not add up to what the header says: the table is damaged
 */
export function readTable(bytes: Buffer, length: number, { bits, storedLength }: PackedLayout): ChunkTable | null {
  const count = chunkCount(length, bits);
  if (bytes.length !== count * entryBytes) return null;
  const starts = new Float64Array(count + 1);
  const methods: ChunkMethod[] = [];
  starts[0] = bytes.length;
  for (let index = 0; index < count; index += 1) {
    const entry = bytes.readUInt32LE(index * entryBytes);
    const method = chunkMethods[entry >>> methodShift];
    const stored = entry % 2 ** methodShift;
    const content = Math.min(2 ** bits, length - index * 2 ** bits);
    if (!method || stored === 0 || stored > content || (method === 'raw' && stored !== content)) return null;
    methods.push(method);
    starts[index + 1] = (starts[index] ?? 0) + stored;
  }
  return starts[count] === storedLength ? { starts, methods } : null;
}
