// Small looks into compressed streams before a decoder sees them: what a JPEG 2000 codestream holds, the colour mark of a JPEG.
import { notRenderable } from '../../../../core/imaging/pixels/samples.ts';

export interface CodestreamHeader {
  width: number;
  height: number;
  components: number;
  precision: number;
  signed: boolean;
  /** Red, green and blue (or what is in their place) were mixed before coding: RCT or ICT. */
  mixed: boolean;
  /** Where in the bytes sign and precision of the first component stand. */
  signAt: number;
}

/** Of the COD segment, which lies between SIZ and the first tile (A.6.1): the component transformation. */
function isMixed(bytes: Buffer, from: number): boolean {
  for (let at = from; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    if (marker === 0xff52) return bytes[at + 8] === 1;
    if (marker < 0xff50 || marker === 0xff90) break;
  }
  return false;
}

/**
 * The SIZ segment (ITU-T T.800 A.5.1), which follows SOC at once, in a JP2 file or bare.
 * @throws NOT_RENDERABLE for no codestream, and for one whose components differ in size
 */
export function codestreamHeader(bytes: Uint8Array): CodestreamHeader {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = all.indexOf('ff4fff51', 0, 'hex');
  if (start < 0 || start + 45 > bytes.length) throw notRenderable('the frame is no JPEG 2000 stream');
  const components = all.readUInt16BE(start + 40);
  const signAt = start + 42;
  const sampling = all.subarray(signAt, signAt + components * 3);
  for (let at = 0; at + 2 < sampling.length; at += 3) {
    if (sampling[at + 1] !== 1 || sampling[at + 2] !== 1 || sampling[at] !== sampling[0])
      throw notRenderable('the components of the JPEG 2000 stream differ in size, or are not as large as the image');
  }
  return {
    width: all.readUInt32BE(start + 8) - all.readUInt32BE(start + 16),
    height: all.readUInt32BE(start + 12) - all.readUInt32BE(start + 20),
    components,
    precision: ((all[signAt] ?? 0) & 0x7f) + 1,
    signed: ((all[signAt] ?? 0) & 0x80) !== 0,
    mixed: isMixed(all, start + 4 + all.readUInt16BE(start + 4)),
    signAt,
  };
}

/** The stream with its values called unsigned: a decoder then gives each half the range higher, whatever it makes of signs. */
export function calledUnsigned(bytes: Uint8Array, { signAt }: Pick<CodestreamHeader, 'signAt'>): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[signAt] = (copy[signAt] ?? 0) & 0x7f;
  return copy;
}

/** Adobe APP14: version 100, flags 0, the colour transform last. */
const adobe = (transform: 0 | 1) =>
  Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);

/** The stream with one mark that says whether its colours are YCbCr, in place of those that it had. */
export function withAdobeTransform(bytes: Uint8Array, transform: 0 | 1): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 2), adobe(transform)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const length = 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (marker === 0xda || marker === 0xff || at + length > bytes.length) break;
    if (marker !== 0xe0 && marker !== 0xee) kept.push(bytes.subarray(at, at + length));
    at += length;
  }
  kept.push(bytes.subarray(at));
  return Buffer.concat(kept);
}
