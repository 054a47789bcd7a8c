// An image much larger than the screen, made smaller by whole factors: the mean of each block, so that nothing fine shimmers.
import type { Samples } from '../../../core/imaging/pixels/samples.ts';

/** The largest power of two at which the screen still gets a pixel for each of its own; at most 8. */
export function reductionFor(screenScale: number): 1 | 2 | 4 | 8 {
  if (screenScale <= 1 / 8) return 8;
  if (screenScale <= 1 / 4) return 4;
  return screenScale <= 1 / 2 ? 2 : 1;
}

/**
 * @param mean false takes the first value of each block: indexes of a palette have no mean
 * @param padding values outside the image have no part in a mean: mixed with them, its edge would be a bright or dark line
 */
export function reduceSamples(
  samples: Samples,
  factor: number,
  mean: boolean,
  padding: { from: number; to: number } | null = null,
): Samples {
  const low = padding ? Math.min(padding.from, padding.to) : 1;
  const high = padding ? Math.max(padding.from, padding.to) : 0;
  const width = Math.ceil(samples.width / factor);
  const height = Math.ceil(samples.height / factor);
  const parts = samples.kind === 'rgb8' ? 3 : 1;
  const { data } = samples;
  const out = emptyLike(samples, width * height * parts);
  for (let y = 0; y < height; y += 1) {
    const fromY = y * factor;
    const toY = mean ? Math.min(samples.height, fromY + factor) : fromY + 1;
    for (let x = 0; x < width; x += 1) {
      const fromX = x * factor;
      const toX = mean ? Math.min(samples.width, fromX + factor) : fromX + 1;
      for (let part = 0; part < parts; part += 1) {
        let sum = 0;
        let count = 0;
        for (let atY = fromY; atY < toY; atY += 1) {
          const row = atY * samples.width;
          for (let atX = fromX; atX < toX; atX += 1) {
            const value = data[(row + atX) * parts + part] as number;
            if (value >= low && value <= high) continue;
            sum += value;
            count += 1;
          }
        }
        const value = count > 0 ? sum / count : (data[(fromY * samples.width + fromX) * parts + part] as number);
        out.data[(y * width + x) * parts + part] = out.kind === 'f32' ? value : Math.round(value);
      }
    }
  }
  return { ...out, width, height };
}

function emptyLike(samples: Samples, length: number): Samples {
  switch (samples.kind) {
    case 'u8':
    case 'rgb8':
      return { ...samples, data: new Uint8Array(length) };
    case 'i8':
      return { ...samples, data: new Int8Array(length) };
    case 'u16':
      return { ...samples, data: new Uint16Array(length) };
    case 'i16':
      return { ...samples, data: new Int16Array(length) };
    case 'u32':
      return { ...samples, data: new Uint32Array(length) };
    case 'i32':
      return { ...samples, data: new Int32Array(length) };
    case 'f32':
      return { ...samples, data: new Float32Array(length) };
    default:
      return samples satisfies never;
  }
}
