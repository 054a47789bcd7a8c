// A ZIP archive as the files of one recording (APPNOTE 6.3.10): how a WFDB record of several files travels as one.
import type { Inflate } from '../../dicom/read.ts';
import type { EcgRecording } from '../recording.ts';
import { crc32 } from './crc.ts';
import { EcgRefusal } from './refusal.ts';
import { parseHeader } from './wfdb/header.ts';

export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  offset: number;
}

const mostEntries = 2000;
/** Of all files of the archive, unpacked: a day of a Holter stays below. */
const mostUnpacked = 512 * (1 << 20);
const endLength = 22;
const longestComment = 0xffff;

export const looksLikeZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function malformed(at: string, text: string): never {
  throw new EcgRefusal('MALFORMED', at, text);
}

/** UTF-8, else GB 18030, which Windows in China writes without saying so. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Files of the central directory; folders and what macOS adds are left out, names are without folder. */
function entriesOf(bytes: Uint8Array): Entry[] {
  const view = viewOf(bytes);
  let end = bytes.length - endLength;
  const first = Math.max(0, end - longestComment);
  while (end >= first && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < first || end < 0) malformed('ZIP', 'The ZIP file has no directory: it was cut off');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (at === 0xffffffff || count === 0xffff) throw new EcgRefusal('UNSUPPORTED', 'ZIP', 'ZIP64 archives are not read');
  if (count > mostEntries) throw new EcgRefusal('TOO_LARGE', 'ZIP', `${count} files in the archive`);
  const entries: Entry[] = [];
  let unpacked = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      malformed(`ZIP entry ${index + 1}`, 'The directory of the ZIP file is damaged');
    const length = view.getUint16(at + 28, true);
    const path = nameOf(bytes.subarray(at + 46, at + 46 + length));
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throw new EcgRefusal('UNSUPPORTED', `ZIP entry ${index + 1}`, 'The ZIP file is encrypted');
    const name = path.slice(path.search(/[^/\\]*$/));
    const entry = {
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if (name !== '' && !name.startsWith('.') && !path.startsWith('__MACOSX/')) {
      unpacked += entry.unpacked;
      entries.push(entry);
    }
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (unpacked > mostUnpacked) throw new EcgRefusal('TOO_LARGE', 'ZIP', `${unpacked} bytes unpacked`);
  const [twice] = entries.filter(({ name }, index) => entries.findIndex((other) => other.name === name) !== index);
  if (twice) malformed(twice.name.slice(0, 80), 'Two files of this name are in the archive');
  return entries;
}

/** Bytes of one file, checked against its length and CRC-32. */
function unpack(bytes: Uint8Array, entry: Entry, inflate: Inflate | undefined): Uint8Array {
  const where = entry.name.slice(0, 80);
  const view = viewOf(bytes);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50)
    malformed(where, 'The file is not where the directory of the ZIP says');
  const from = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (from + entry.packed > bytes.length) malformed(where, 'The file in the ZIP is cut off');
  const packed = bytes.subarray(from, from + entry.packed);
  let made: Uint8Array;
  if (entry.method === 0) made = packed;
  else if (entry.method === 8 && inflate) {
    try {
      made = inflate(packed, entry.unpacked);
    } catch {
      return malformed(where, 'The packed data in the ZIP are damaged');
    }
  } else throw new EcgRefusal('UNSUPPORTED', where, `ZIP method ${entry.method} is not read`);
  if (made.length !== entry.unpacked || crc32(made) !== entry.crc)
    malformed(where, 'Length or CRC-32 in the ZIP is wrong: the file is damaged');
  return made;
}

/** Record names that master headers list: their headers are parts, not recordings. */
function segmentNames(headers: readonly Uint8Array[]): Set<string> {
  return new Set(
    headers.flatMap((header) => {
      try {
        return (parseHeader(header).segments ?? []).map(({ record }) => `${record}.hea`);
      } catch {
        return [];
      }
    }),
  );
}

/**
 * The one recording of an archive: a WFDB record with its files, or a single file of any other format, given to `read`.
 * @throws EcgRefusal, also for several recordings in one archive and for an archive in an archive
 */
export function readZipped(
  bytes: Uint8Array,
  inflate: Inflate | undefined,
  read: (bytes: Uint8Array, name: string, companion: (name: string) => Uint8Array | undefined) => EcgRecording,
): EcgRecording {
  const entries = entriesOf(bytes);
  const opened = new Map<string, Uint8Array>();
  const companion = (name: string): Uint8Array | undefined => {
    const entry = entries.find((one) => one.name === name);
    if (!entry) return undefined;
    const made = opened.get(name) ?? unpack(bytes, entry, inflate);
    opened.set(name, made);
    return made;
  };
  const headers = entries.filter(({ name }) => /\.hea$/i.test(name));
  const parts = segmentNames(headers.flatMap(({ name }) => companion(name) ?? []));
  const records = headers.filter(({ name }) => !parts.has(name));
  const wanted = headers.length > 0 ? records : entries;
  const [only] = wanted;
  if (!only || wanted.length > 1) {
    const text = `The archive holds ${wanted.length} recordings; one at a time can be read`;
    throw new EcgRefusal('UNSUPPORTED', 'ZIP', text);
  }
  const body = companion(only.name) ?? new Uint8Array();
  if (looksLikeZip(body)) throw new EcgRefusal('UNSUPPORTED', only.name.slice(0, 80), 'An archive in an archive');
  return read(body, only.name, companion);
}

/** Files as an archive, stored as they are, in the order of their names: the same files give the same bytes. */
export function packZip(files: readonly NamedBytes[]): Uint8Array<ArrayBuffer> {
  const sorted = files.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const written = sorted.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }));
  const bodies = written.reduce((sum, { name, bytes }) => sum + 30 + name.length + bytes.length, 0);
  const directory = written.reduce((sum, { name }) => sum + 46 + name.length, 0);
  const made = new Uint8Array(bodies + directory + endLength);
  const view = viewOf(made);
  let at = 0;
  let listed = bodies;
  for (const { name, bytes, crc } of written) {
    // What both headers say: version 2.0, UTF-8 name, stored, 1 January 1980.
    const common = (from: number) => {
      view.setUint16(from, 20, true);
      view.setUint16(from + 2, 0x0800, true);
      view.setUint16(from + 8, 0x21, true);
      view.setUint32(from + 10, crc, true);
      view.setUint32(from + 14, bytes.length, true);
      view.setUint32(from + 18, bytes.length, true);
      view.setUint16(from + 22, name.length, true);
    };
    view.setUint32(listed, 0x02014b50, true);
    view.setUint16(listed + 4, 20, true);
    common(listed + 6);
    view.setUint32(listed + 42, at, true);
    made.set(name, listed + 46);
    listed += 46 + name.length;
    view.setUint32(at, 0x04034b50, true);
    common(at + 4);
    made.set(name, at + 30);
    made.set(bytes, at + 30 + name.length);
    at += 30 + name.length + bytes.length;
  }
  view.setUint32(listed, 0x06054b50, true);
  view.setUint16(listed + 8, written.length, true);
  view.setUint16(listed + 10, written.length, true);
  view.setUint32(listed + 12, directory, true);
  view.setUint32(listed + 16, bodies, true);
  return made;
}
