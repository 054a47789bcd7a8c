// dBase III/IV and FoxPro tables as a program of an instrument writes them, for tests; texts in GBK.
import iconv from 'iconv-lite';

export type DbfValue = string | null;
export interface DbfColumn {
  name: string;
  type: 'C' | 'N' | 'L' | 'D' | 'M';
  length: number;
}
export interface DbfRow {
  deleted: boolean;
  values: DbfValue[];
}
export type DbfKind = 'dbase3' | 'dbase4' | 'foxpro';
export interface DbfFile {
  table: Uint8Array;
  memo: Uint8Array | null;
}

const versionByte: Record<DbfKind, number> = { dbase3: 0x83, dbase4: 0x8b, foxpro: 0xf5 };

/** Memo blocks of 512 bytes (dBase) or 64 (FoxPro), each text at the next free block. */
function memoWriter(kind: DbfKind) {
  const size = kind === 'foxpro' ? 64 : 512;
  const head = Buffer.alloc(512);
  if (kind === 'foxpro') head.writeUInt16BE(size, 6);
  if (kind === 'dbase4') head.writeUInt16LE(size, 20);
  let file = head;
  return {
    put(text: Buffer): number {
      const block = Math.ceil(file.length / size);
      const padded = Buffer.concat([file, Buffer.alloc(block * size - file.length)]);
      const mark = Buffer.alloc(8);
      if (kind === 'foxpro') {
        mark.writeUInt32BE(1, 0);
        mark.writeUInt32BE(text.length, 4);
      } else {
        mark.writeUInt32LE(0x0008ffff, 0);
        mark.writeUInt32LE(text.length + 8, 4);
      }
      file = Buffer.concat(kind === 'dbase3' ? [padded, text, Buffer.from([0x1a, 0x1a])] : [padded, mark, text]);
      return block;
    },
    bytes: () => new Uint8Array(file),
  };
}

export function writeDbf(kind: DbfKind, columns: DbfColumn[], rows: DbfRow[], codePage: number): DbfFile {
  const recordLength = 1 + columns.reduce((sum, { length }) => sum + length, 0);
  const headerLength = 32 + 32 * columns.length + 1;
  const header = Buffer.alloc(headerLength);
  const hasMemo = columns.some(({ type }) => type === 'M');
  header[0] = hasMemo ? versionByte[kind] : 0x03;
  header.writeUInt32LE(rows.length, 4);
  header.writeUInt16LE(headerLength, 8);
  header.writeUInt16LE(recordLength, 10);
  header[29] = codePage;
  for (const [index, { name, type, length }] of columns.entries()) {
    const at = 32 + 32 * index;
    header.write(name, at, 'latin1');
    header.write(type, at + 11, 'latin1');
    header[at + 16] = length % 256;
    header[at + 17] = Math.floor(length / 256);
  }
  header[headerLength - 1] = 0x0d;
  const memo = memoWriter(kind);
  const records = rows.map(({ deleted, values }) => {
    const cells = columns.map(({ type, length }, index) => {
      const value = values[index] ?? null;
      const bytes = iconv.encode(value ?? '', 'gb18030');
      if (type === 'M') return Buffer.from((value === null ? '' : String(memo.put(bytes))).padStart(length));
      if (type === 'N') return Buffer.from((value ?? '').padStart(length));
      return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, type === 'L' && value === null ? 0x3f : 0x20)]);
    });
    return Buffer.concat([Buffer.from(deleted ? '*' : ' '), ...cells]);
  });
  const table = new Uint8Array(Buffer.concat([header, ...records, Buffer.from([0x1a])]));
  return { table, memo: hasMemo ? memo.bytes() : null };
}
