// JPEG 2000 and HTJ2K by the compiled decoders, whose two habits are mended here: what they make of signed values, and of colours that were not mixed.
import { notRenderable } from '../../../../core/imaging/pixels/samples.ts';
import type { CodecOutput, Codecs } from './codecs.ts';
import { type CodestreamHeader, calledUnsigned, codestreamHeader } from './stream-headers.ts';

/** The decoders write words of 16 bit at most. */
const mostBits = 16;

/**
 * OpenJPH gives the components of a stream without component transformation one after the other, line by line; the decoder takes these
 * lines for those of the colours by turns. Here each line goes where it belongs.
 */
function byPixel(bytes: Uint8Array<ArrayBuffer>, { width, height, components, precision }: CodestreamHeader) {
  const unit = precision > 8 ? 2 : 1;
  const out = new Uint8Array(bytes.length);
  for (let line = 0; line < height * components; line += 1) {
    const from = (Math.floor(line / components) * width * components + (line % components)) * unit;
    const to = ((line % height) * width * components + Math.floor(line / height)) * unit;
    for (let at = 0; at < width * components * unit; at += components * unit) {
      for (let byte = 0; byte < unit; byte += 1) out[to + at + byte] = bytes[from + at + byte] as number;
    }
  }
  return out;
}

/** Half the range down again: two's complement of `precision` bits. */
function signedAgain(bytes: Uint8Array<ArrayBuffer>, precision: number): void {
  const unit = precision > 8 ? 2 : 1;
  const mask = 1 << ((precision - 1) & 7);
  for (let at = unit - 1; at < bytes.length; at += unit) bytes[at] = (bytes[at] as number) ^ mask;
}

/**
 * Of signed streams the values are two's complement of the precision, the bits above it zero.
 * @param check is told the size before anything is decoded
 * @throws NOT_RENDERABLE, CodecFailure
 */
export async function decodeWavelet(
  name: 'jpeg-2000' | 'htj2k',
  bytes: Uint8Array,
  codecs: Codecs,
  check: (found: CodestreamHeader) => void,
): Promise<CodecOutput> {
  const header = codestreamHeader(bytes);
  check(header);
  if (header.precision > mostBits) throw notRenderable(`JPEG 2000 with ${header.precision} bits is not supported`);
  // Both cut signed values of 8 bit and fewer off at zero.
  const output = await codecs.decode(name, header.signed ? calledUnsigned(bytes, header) : bytes);
  if (header.signed) signedAgain(output.bytes, header.precision);
  const scattered = name === 'htj2k' && header.components > 1 && !header.mixed;
  return scattered ? { ...output, bytes: byPixel(output.bytes, header) } : output;
}
