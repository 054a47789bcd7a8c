// A dBase III/IV or FoxPro table with its memos to records. A file that was cut off, or is still being written, is an error that
// names record and field, never half a table.
import iconv from 'iconv-lite';
import { type DbfHeader, readHeader } from './header.ts';
import { memoReader, type ReadMemo } from './memo.ts';
import { DbfError, type DbfField, type DbfTable } from './types.ts';

export interface DbfInput {
  table: Uint8Array;
  /** The .dbt or .fpt beside it; null when there is none. */
  memo: Uint8Array | null;
  /** For texts when the table names no code page. */
  encoding: string;
}

const space = 0x20;
const deletedMark = 0x2a;
const endOfFile = 0x1a;
/** Julian day number of 1970-01-01. */
const epochDay = 2_440_588;
const dayMs = 86_400_000;

/** @throws DbfError */
export function readDbf({ table, memo, encoding }: DbfInput): DbfTable {
  const header = readHeader(table);
  const texts = header.encoding ?? encoding;
  const readMemo = memoReader(memo, header.memo);
  const records: DbfTable['records'] = [];
  for (let number = 1; number <= header.count; number++) {
    const start = header.headerLength + (number - 1) * header.recordLength;
    const mark = table[start];
    // The count is written before the record: the end mark of the old table still lies where the new record will begin.
    if (mark === undefined || (mark === endOfFile && start === table.length - 1))
      throw new DbfError('DBF_TRUNCATED', number, 'deletion mark', missing(header, table));
    if (mark !== space && mark !== deletedMark)
      throw new DbfError('DBF_VALUE', number, 'deletion mark', `byte ${mark}, expected a space or *`);
    const values: Record<string, string | null> = {};
    for (const field of header.fields) {
      const from = start + field.offset;
      if (from + field.length > table.length)
        throw new DbfError('DBF_TRUNCATED', number, field.name, missing(header, table));
      const bytes = table.subarray(from, from + field.length);
      values[field.name] = cellOf(bytes, field, number, header, readMemo, texts, mark === deletedMark);
    }
    // Columns that a program keeps for itself count to the record's length too.
    if (start + header.recordLength > table.length)
      throw new DbfError('DBF_TRUNCATED', number, 'end of record', missing(header, table));
    records.push({ number, deleted: mark === deletedMark, values });
  }
  return { encoding: texts, fields: header.fields, records };
}

const missing = ({ count, headerLength, recordLength }: DbfHeader, table: Uint8Array) =>
  `the file has ${table.length} bytes, ${count} records need ${headerLength + count * recordLength}`;

function cellOf(
  bytes: Uint8Array,
  { name, type }: DbfField,
  record: number,
  header: DbfHeader,
  readMemo: ReadMemo,
  encoding: string,
  deleted: boolean,
): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = () => new TextDecoder('latin1').decode(bytes).replaceAll('\0', ' ').trim();
  const refuse = (what: string) => new DbfError('DBF_VALUE', record, name, what);
  const needs = (length: number) => {
    if (bytes.length !== length) throw refuse(`${bytes.length} bytes, type ${type} has ${length}`);
  };
  switch (type) {
    case 'C':
      return text(bytes, encoding);
    case 'N':
    case 'F':
      return ascii() || null;
    case 'L': {
      const letter = ascii().toUpperCase();
      if (letter === '' || letter === '?') return null;
      if (!'TYFN'.includes(letter)) throw refuse(`${letter} is neither true nor false`);
      return 'TY'.includes(letter) ? 'T' : 'F';
    }
    case 'D': {
      const day = ascii();
      if (day === '' || /^0+$/.test(day)) return null;
      if (!/^\d{8}$/.test(day)) throw refuse(`${day} is no date`);
      return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    }
    case 'M': {
      // What a deleted record pointed to may have been given to another one.
      const block = header.visual && bytes.length === 4 ? view.getUint32(0, true) : blockNumber(ascii(), refuse);
      return block === 0 || deleted ? null : text(readMemo(block, record, name), encoding);
    }
    case 'I':
      needs(4);
      return String(view.getInt32(0, true));
    case 'B':
      needs(8);
      return String(view.getFloat64(0, true));
    case 'Y':
      needs(8);
      return money(view.getBigInt64(0, true));
    case 'T':
      needs(8);
      return instant(view.getInt32(0, true), view.getInt32(4, true));
    case '0':
      return null;
    default:
      throw new DbfError('DBF_FIELD_TYPE', record, name, `field type ${type} is not read`);
  }
}

/** Padding goes; an empty text is null. */
function text(bytes: Uint8Array, encoding: string): string | null {
  const decoded = iconv.decode(Buffer.from(bytes), encoding).replace(/[\0 ]+$/u, '');
  return decoded === '' ? null : decoded;
}

function blockNumber(digits: string, refuse: (what: string) => DbfError): number {
  if (digits === '') return 0;
  if (!/^\d{1,10}$/.test(digits)) throw refuse(`${digits} is no memo number`);
  return Number(digits);
}

/** Ten-thousandths. */
function money(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Julian day and ms of the day, local time; no day is empty. */
function instant(day: number, milliseconds: number): string | null {
  if (day === 0) return null;
  // Programs round the time of day by a millisecond down.
  const rounded = Math.round(milliseconds / 1_000) * 1_000;
  return new Date((day - epochDay) * dayMs + rounded).toISOString().slice(0, 19);
}
