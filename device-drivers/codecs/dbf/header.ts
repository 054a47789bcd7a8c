// The header of a dBase III/IV or FoxPro table: version, count, lengths, code page and fields.
import type { MemoKind } from './memo.ts';
import { DbfError, type DbfField } from './types.ts';

export interface DbfHeader {
  count: number;
  headerLength: number;
  recordLength: number;
  /** iconv name by the language driver byte; null when it says nothing. */
  encoding: string | null;
  memo: MemoKind;
  /** Visual FoxPro: memo numbers are binary, B is a double. */
  visual: boolean;
  fields: DbfField[];
}

/** Language driver ids (byte 29) that instruments' computers carry; dBase and Visual FoxPro number them differently. */
const codePages: Readonly<Record<number, string>> = {
  1: 'cp437',
  2: 'cp850',
  3: 'cp1252',
  19: 'cp932',
  77: 'gb18030',
  78: 'cp949',
  79: 'cp950',
  87: 'cp1252',
  88: 'cp1252',
  89: 'cp1252',
  101: 'cp866',
  120: 'cp950',
  121: 'cp949',
  122: 'gb18030',
  123: 'cp932',
  200: 'cp1250',
  201: 'cp1251',
};

const versions: Readonly<Record<number, { memo: MemoKind; visual: boolean }>> = {
  2: { memo: 'dbase3', visual: false },
  3: { memo: 'dbase3', visual: false },
  4: { memo: 'dbase4', visual: false },
  48: { memo: 'foxpro', visual: true },
  49: { memo: 'foxpro', visual: true },
  50: { memo: 'foxpro', visual: true },
  67: { memo: 'dbase4', visual: false },
  131: { memo: 'dbase3', visual: false },
  139: { memo: 'dbase4', visual: false },
  203: { memo: 'dbase4', visual: false },
  245: { memo: 'foxpro', visual: false },
};

const fixedLength = 32;
const endMark = 0x0d;
const known = 'CNFLDMIBYT0';
/** Flag of a column that the program keeps for itself (nullable bits). */
const systemColumn = 0x01;

/** @throws DbfError with record 0 */
export function readHeader(bytes: Uint8Array): DbfHeader {
  const refuse = (code: 'DBF_HEADER' | 'DBF_TRUNCATED' | 'DBF_FIELD_TYPE', field: string, what: string) =>
    new DbfError(code, 0, field, what);
  if (bytes.length < fixedLength)
    throw refuse('DBF_TRUNCATED', 'header', `${bytes.length} bytes, a header has at least 33`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = versions[view.getUint8(0)];
  if (!version) throw refuse('DBF_HEADER', 'version', `${view.getUint8(0)} is no dBase III, IV or FoxPro table`);
  const headerLength = view.getUint16(8, true);
  const recordLength = view.getUint16(10, true);
  const fields: DbfField[] = [];
  let at = fixedLength;
  let offset = 1;
  for (; bytes[at] !== endMark; at += fixedLength) {
    const which = `field ${fields.length + 1}`;
    if (at >= headerLength) throw refuse('DBF_HEADER', which, 'the list of fields does not end within the header');
    if (at + fixedLength > bytes.length)
      throw refuse('DBF_TRUNCATED', which, 'the file ends within the list of fields');
    const nameBytes = bytes.subarray(at, at + 11);
    const end = nameBytes.indexOf(0);
    const name = new TextDecoder('latin1').decode(nameBytes.subarray(0, end < 0 ? 11 : end)).trim();
    const type = String.fromCharCode(view.getUint8(at + 11));
    const decimals = view.getUint8(at + 17);
    // FoxPro and Clipper write the high byte of a long text's length where decimals stand.
    const length = view.getUint8(at + 16) + (type === 'C' ? decimals * 256 : 0);
    if (!known.includes(type)) throw refuse('DBF_FIELD_TYPE', name, `field type ${type} is not read`);
    if (name === '' || length === 0) throw refuse('DBF_HEADER', name || which, 'it has no name or no length');
    if (!(view.getUint8(at + 18) & systemColumn && version.visual)) fields.push({ name, type, length, offset });
    offset += length;
  }
  if (offset !== recordLength)
    throw refuse('DBF_HEADER', 'record length', `${recordLength}, its fields need ${offset}`);
  if (fields.length === 0) throw refuse('DBF_HEADER', 'fields', 'the table has none');
  if (headerLength > bytes.length)
    throw refuse('DBF_TRUNCATED', 'header', `${bytes.length} bytes, the header has ${headerLength}`);
  const encoding = codePages[view.getUint8(29)] ?? null;
  return { count: view.getUint32(4, true), headerLength, recordLength, encoding, ...version, fields };
}
