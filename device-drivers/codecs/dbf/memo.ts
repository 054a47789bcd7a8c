// Texts of memo fields: .dbt of dBase III (512-byte blocks to a 1Ah) and IV (blocks with their length), .fpt of FoxPro.
import { DbfError } from './types.ts';

export type MemoKind = 'dbase3' | 'dbase4' | 'foxpro';

/** Bytes of the memo that begins at a block. @throws DbfError naming the record and field that ask for it */
export type ReadMemo = (block: number, record: number, field: string) => Uint8Array;

const longHeader = 8;
const usualBlock = 512;

export function memoReader(file: Uint8Array | null, kind: MemoKind): ReadMemo {
  const view = file && new DataView(file.buffer, file.byteOffset, file.byteLength);
  return (block, record, field) => {
    const refuse = (what: string) => new DbfError('DBF_MEMO', record, field, what);
    if (!file || !view) throw refuse('the memo file (.dbt or .fpt) is missing');
    if (file.length < usualBlock) throw refuse(`the memo file has ${file.length} bytes, its header 512`);
    const size = blockSize(view, kind);
    const start = block * size;
    if (kind === 'dbase3') {
      const end = file.indexOf(0x1a, start);
      if (start >= file.length || end < 0) throw refuse(`memo block ${block} does not end in the file`);
      return file.subarray(start, end);
    }
    if (start + longHeader > file.length) throw refuse(`memo block ${block} begins behind the end of the file`);
    const isFour = kind === 'dbase4';
    if (isFour && view.getUint32(start, true) !== 0x0008ffff) throw refuse(`memo block ${block} is none`);
    // dBase IV counts the eight bytes of the block's own header.
    const length = isFour ? view.getUint32(start + 4, true) - longHeader : view.getUint32(start + 4, false);
    const end = start + longHeader + length;
    if (length < 0 || end > file.length) throw refuse(`memo block ${block} ends behind the end of the file`);
    return file.subarray(start + longHeader, end);
  };
}

function blockSize(view: DataView, kind: MemoKind): number {
  if (kind === 'dbase3') return usualBlock;
  if (kind === 'foxpro') return view.getUint16(6, false) || usualBlock;
  return view.getUint16(20, true) || usualBlock;
}
