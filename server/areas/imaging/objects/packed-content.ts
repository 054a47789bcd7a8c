// Reads a packed object by range: only the chunks that the range touches leave the disk and are unpacked.
import { fail } from '../../../../core/kernel/errors.ts';
import { unpackChunk } from './chunk-codec.ts';
import { type ChunkTable, readTable, tableBytes } from './chunk-table.ts';
import { giveBack } from './give-back.ts';
import type { PackedLayout } from './object-header.ts';

/** Content that is read and unpacked at once; between two such pieces others have their turn. */
const batchBytes = 1 << 20;

export interface PackedContent {
  /** Fills `into` from `offset` of the content on. @throws OBJECT_DAMAGED */
  fill(into: Buffer, offset: number): Promise<void>;
}

/**
 * Unpacked in the thread that reads: 64 kB take less than 0.2 ms, and handing them to the pool and taking them back costs as much
 * (decision 0013).
 * @param stored table and chunks by range, deciphered, in a buffer of the caller's own
 */
export function packedContent(
  path: string,
  length: number,
  layout: PackedLayout,
  stored: (start: number, bytes: number) => Promise<Buffer>,
): PackedContent {
  const chunkBytes = 2 ** layout.bits;
  const perBatch = Math.max(1, Math.floor(batchBytes / chunkBytes));
  let table: Promise<ChunkTable> | null = null;
  /** The chunk in which the last range ended: the next range begins there, mostly. */
  let last: { index: number; content: Buffer } | null = null;

  async function loaded(): Promise<ChunkTable> {
    const found = readTable(await stored(0, tableBytes(length, layout.bits)), length, layout);
    if (!found) throw fail('OBJECT_DAMAGED', { path, what: 'the table of its chunks is damaged' });
    return found;
  }
  function unpacked({ starts, methods }: ChunkTable, index: number, bytes: Buffer, from: number): Buffer {
    const begin = (starts[index] ?? 0) - from;
    const end = (starts[index + 1] ?? 0) - from;
    const content = Math.min(chunkBytes, length - index * chunkBytes);
    try {
      return unpackChunk({ method: methods[index] ?? 'raw', bytes: bytes.subarray(begin, end) }, content);
    } catch (cause) {
      throw fail('OBJECT_DAMAGED', { path, what: `its chunk ${index} cannot be unpacked` }, { cause });
    }
  }

  return {
    async fill(into, offset) {
      if (into.length === 0) return;
      table ??= loaded();
      // A failed read of the table is tried again by the next.
      table.catch(() => {
        table = null;
      });
      const chunks = await table;
      const { starts } = chunks;
      const end = offset + into.length;
      const final = Math.floor((end - 1) / chunkBytes);
      function put(index: number, content: Buffer): void {
        const begin = index * chunkBytes;
        content.copy(
          into,
          Math.max(0, begin - offset),
          Math.max(0, offset - begin),
          Math.min(content.length, end - begin),
        );
      }
      let index = Math.floor(offset / chunkBytes);
      if (last?.index === index) {
        put(index, last.content);
        index += 1;
      }
      while (index <= final) {
        const after = Math.min(final + 1, index + perBatch);
        const from = starts[index] ?? 0;
        const bytes = await stored(from, (starts[after] ?? 0) - from);
        for (; index < after; index += 1) {
          const content = unpacked(chunks, index, bytes, from);
          put(index, content);
          // Kept only where something of it is still to be read.
          if (index === final && end < index * chunkBytes + content.length) last = { index, content };
          else giveBack(content);
        }
        if (!last || last.content.buffer !== bytes.buffer) giveBack(bytes);
      }
    },
  };
}
