// A zip that is written while its entries are read (APPNOTE 6.3.10): sizes follow each entry, ZIP64 where 32 bits do not reach.
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { hospitalClock } from '../../../../core/kernel/hospital-time.ts';

export interface ZipEntry {
  /** With `/`; ASCII or UTF-8. */
  name: string;
  modified: Date;
  /** About how many bytes; decides whether the entry needs 64-bit sizes. */
  size: number;
  data: AsyncIterable<Uint8Array>;
}

const most32 = 0xffffffff;
/** Above this the packed size might not fit 32 bits. */
const large = 0xf0000000;
/** Bit 3: sizes follow; bit 11: the name is UTF-8. */
const flags = 0x0808;
const deflate = 8;
/** Packs what packs well at the speed of the disk; the pixels of compressed objects gain nothing from more. */
const level = 1;

/** MS-DOS time and date, local. */
function dosTime(instant: Date): number {
  const at = hospitalClock(instant);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return ((day << 16) | time) >>> 0;
}

interface Written {
  name: Buffer;
  time: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
  wide: boolean;
}

function localHeader(entry: Written): Buffer {
  const extra = entry.wide ? 20 : 0;
  const head = Buffer.alloc(30 + entry.name.length + extra);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(entry.wide ? 45 : 20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(deflate, 8);
  head.writeUInt32LE(entry.time, 10);
  if (entry.wide) head.fill(0xff, 18, 26);
  head.writeUInt16LE(entry.name.length, 26);
  head.writeUInt16LE(extra, 28);
  entry.name.copy(head, 30);
  if (entry.wide) {
    head.writeUInt16LE(1, 30 + entry.name.length);
    head.writeUInt16LE(16, 32 + entry.name.length);
  }
  return head;
}

function descriptor(entry: Written): Buffer {
  const bytes = Buffer.alloc(entry.wide ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(entry.crc, 4);
  if (entry.wide) {
    bytes.writeBigUInt64LE(BigInt(entry.packed), 8);
    bytes.writeBigUInt64LE(BigInt(entry.unpacked), 16);
  } else {
    bytes.writeUInt32LE(entry.packed, 8);
    bytes.writeUInt32LE(entry.unpacked, 12);
  }
  return bytes;
}

function centralHeader(entry: Written): Buffer {
  const wide = entry.wide || entry.offset >= most32;
  const extra = wide ? 28 : 0;
  const head = Buffer.alloc(46 + entry.name.length + extra);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(wide ? 45 : 20, 4);
  head.writeUInt16LE(wide ? 45 : 20, 6);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(deflate, 10);
  head.writeUInt32LE(entry.time, 12);
  head.writeUInt32LE(entry.crc, 16);
  head.writeUInt32LE(wide ? most32 : entry.packed, 20);
  head.writeUInt32LE(wide ? most32 : entry.unpacked, 24);
  head.writeUInt16LE(entry.name.length, 28);
  head.writeUInt16LE(extra, 30);
  head.writeUInt32LE(wide ? most32 : entry.offset, 42);
  entry.name.copy(head, 46);
  if (wide) {
    const at = 46 + entry.name.length;
    head.writeUInt16LE(1, at);
    head.writeUInt16LE(24, at + 2);
    head.writeBigUInt64LE(BigInt(entry.unpacked), at + 4);
    head.writeBigUInt64LE(BigInt(entry.packed), at + 12);
    head.writeBigUInt64LE(BigInt(entry.offset), at + 20);
  }
  return head;
}

/** `wide` where the count or a place needs it. */
function ending(count: number, size: number, offset: number): Buffer {
  const wide = count >= 0xffff || offset + size >= most32;
  const at = wide ? 76 : 0;
  const bytes = Buffer.alloc(at + 22);
  if (wide) {
    bytes.writeUInt32LE(0x06064b50, 0);
    bytes.writeBigUInt64LE(44n, 4);
    bytes.writeUInt16LE(45, 12);
    bytes.writeUInt16LE(45, 14);
    bytes.writeBigUInt64LE(BigInt(count), 24);
    bytes.writeBigUInt64LE(BigInt(count), 32);
    bytes.writeBigUInt64LE(BigInt(size), 40);
    bytes.writeBigUInt64LE(BigInt(offset), 48);
    bytes.writeUInt32LE(0x07064b50, 56);
    bytes.writeBigUInt64LE(BigInt(offset + size), 64);
    bytes.writeUInt32LE(1, 72);
  }
  bytes.writeUInt32LE(0x06054b50, at);
  bytes.writeUInt16LE(wide ? 0xffff : count, at + 8);
  bytes.writeUInt16LE(wide ? 0xffff : count, at + 10);
  bytes.writeUInt32LE(wide ? most32 : size, at + 12);
  bytes.writeUInt32LE(wide ? most32 : offset, at + 16);
  return bytes;
}

/** The bytes of the zip. @throws what an entry's data throws: the zip then ends in the middle, without its directory */
export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let at = 0;
  for await (const { name, modified, size, data } of entries) {
    const entry: Written = {
      name: Buffer.from(name),
      time: dosTime(modified),
      crc: 0,
      packed: 0,
      unpacked: 0,
      offset: at,
      wide: size >= large,
    };
    const head = localHeader(entry);
    at += head.length;
    yield head;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const bytes of data) {
        entry.crc = crc32(bytes, entry.crc);
        entry.unpacked += bytes.length;
        yield bytes;
      }
    }
    const plain = Readable.from(counted(), { objectMode: false });
    const packer = createDeflateRaw({ level });
    plain.on('error', (error) => packer.destroy(error));
    try {
      for await (const bytes of plain.pipe(packer)) {
        const piece: Buffer = bytes;
        entry.packed += piece.length;
        yield piece;
      }
    } finally {
      plain.destroy();
      packer.destroy();
    }
    at += entry.packed;
    const tail = descriptor(entry);
    at += tail.length;
    yield tail;
    written.push(entry);
  }
  const offset = at;
  for (const entry of written) {
    const head = centralHeader(entry);
    at += head.length;
    yield head;
  }
  yield ending(written.length, at - offset, offset);
}
