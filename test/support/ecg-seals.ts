// Sets the checksums of a damaged ECG file right again, so that the damage reaches what lies behind them; where they stand is told by the file itself.
import { crc32, crcCcitt } from '../../core/ecg/formats/crc.ts';

/** SCP-ECG: each section that a pointer of section 0 leads to, then the record. */
export function sealScp(file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  if (bytes.length < 22) return bytes;
  const view = new DataView(bytes.buffer);
  const seal = (from: number, to: number) => view.setUint16(from, crcCcitt(bytes.subarray(from + 2, to)), true);
  const pointersEnd = Math.min(bytes.length, 6 + view.getUint32(10, true));
  for (let at = 22; at + 10 <= pointersEnd; at += 10) {
    const [length, start] = [view.getUint32(at + 2, true), view.getUint32(at + 6, true) - 1];
    if (length >= 16 && start > 6 && start + length <= bytes.length) seal(start, start + length);
  }
  if (pointersEnd > 8) seal(6, pointersEnd);
  const said = view.getUint32(2, true);
  seal(0, said > 6 && said <= bytes.length ? said : bytes.length);
  return bytes;
}

/** ISHNE: the header with its free block. */
export function sealIshne(file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  if (bytes.length < 522) return bytes;
  const view = new DataView(bytes.buffer);
  const end = 522 + view.getInt32(10, true);
  if (end >= 522 && end <= bytes.length) view.setUint16(8, crcCcitt(bytes.subarray(10, end)), true);
  return bytes;
}

/** ZIP of stored members: each local header and its copy in the directory. */
export function sealZip(file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  const sums: number[] = [];
  for (let at = 0; at + 46 <= bytes.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) {
      const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      const sum = crc32(bytes.subarray(from, from + view.getUint32(at + 18, true)));
      view.setUint32(at + 14, sum, true);
      sums.push(sum);
    } else if (signature === 0x02014b50 && sums.length > 0) view.setUint32(at + 16, sums.shift() ?? 0, true);
  }
  return bytes;
}

/** MUSE: the CRC-32 before the data of each lead. */
export function sealMuse(file: Uint8Array): Uint8Array {
  const text = Buffer.from(file).toString('latin1');
  const sealed = text.replaceAll(
    /(<LeadDataCRC32>)[^<]*(<\/LeadDataCRC32><WaveFormData>)([^<]*)/g,
    (_, before: string, between: string, data: string) =>
      `${before}${crc32(Buffer.from(data, 'base64'))}${between}${data}`,
  );
  return new Uint8Array(Buffer.from(sealed, 'latin1'));
}
