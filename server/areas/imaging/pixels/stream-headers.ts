// Small looks into compressed streams before a decoder sees them: the size of a JPEG 2000 codestream, the colour mark of a JPEG.
import { notRenderable } from '../../../../core/imaging/pixels/samples.ts';

/** Size and components by the SIZ segment (ITU-T T.800 A.5.1), which follows SOC at once, in a JP2 file or bare. */
export function codestreamSize(bytes: Uint8Array): { width: number; height: number; components: number } {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('ff4fff51', 0, 'hex');
  if (start < 0 || start + 42 > bytes.length) throw notRenderable('the frame is no JPEG 2000 stream');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  return {
    width: view.getUint32(8) - view.getUint32(16),
    height: view.getUint32(12) - view.getUint32(20),
    components: view.getUint16(40),
  };
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
