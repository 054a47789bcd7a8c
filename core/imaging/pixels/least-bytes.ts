// How many bytes a compressed frame needs at the very least for the pixels that its header claims: what is shorter is no picture, and
// decoding it would hold a processor for as long as a real one of that size.
import { notRenderable, type PixelShape } from './samples.ts';

/** What each way of coding cannot go below. */
type Coding = 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'wavelet';

type Claim = Pick<PixelShape, 'rows' | 'columns' | 'samplesPerPixel' | 'bitsAllocated'>;

/** As many samples a wavelet decoder works through in a few seconds, whatever the stream holds. */
const freeOfCharge = 1 << 24;

/** Bytes of the shortest frame of these pixels, its headers left out. */
export function leastBytes(coding: Coding, { rows, columns, samplesPerPixel, bitsAllocated }: Claim): number {
  const samples = rows * columns * samplesPerPixel;
  switch (coding) {
    case 'rle':
      // Two bytes stand for 128 at most (PS3.5 G.3.1).
      return Math.ceil((2 * samples * (bitsAllocated === 1 ? 1 / 8 : Math.ceil(bitsAllocated / 8))) / 128);
    case 'jpeg':
      // A code of one bit at least for the mean of each block of 8 x 8 (ITU-T T.81 F.1.2.1, G.1.2.1); colours may be coarser.
      return Math.ceil((Math.ceil(rows / 8) * Math.ceil(columns / 8)) / 8);
    case 'jpeg-lossless':
      // A code of one bit at least for each difference (T.81 H.1.2.2).
      return Math.ceil(samples / 8);
    case 'jpeg-ls':
      // A run ends with its line, by one bit at least (ITU-T T.87 A.7.1).
      return Math.ceil(rows / 8);
    case 'wavelet':
      // Nothing at all is a black picture here (ITU-T T.800 B.10.3), but costs the decoder what a full one does. A code block that says
      // anything has 4096 samples at most and a byte at least: a large picture with less is blank but for some blocks.
      return samples <= freeOfCharge ? 0 : Math.ceil(samples / 4096);
    default:
      return coding satisfies never;
  }
}

/** @throws NOT_RENDERABLE for a frame that cannot hold what it claims */
export function checkHolds(coding: Coding, claim: Claim, bytes: number): void {
  const least = leastBytes(coding, claim);
  if (bytes >= least) return;
  throw notRenderable(
    `${claim.columns} x ${claim.rows} pixels need ${least} bytes at least, the frame has ${bytes}: it is cut short or damaged`,
  );
}
