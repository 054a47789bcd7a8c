// From stored value to grey: modality transform, VOI transform, presentation (PS3.3 C.11.1, C.11.2, C.11.6), as one table for a whole frame.
import type { DisplayPipeline, LookUpTable, Window } from './descriptor.ts';

/** Values that a frame's pixels can take: 8 or 16 bit, with or without sign. */
export interface StoredRange {
  min: number;
  max: number;
}

export function storedRange(bits: 8 | 16, signed: boolean): StoredRange {
  const size = 2 ** bits;
  return signed ? { min: -size / 2, max: size / 2 - 1 } : { min: 0, max: size - 1 };
}

/** A window as the reader set it, in modality units (HU where the object gives HU). */
export interface VoiWindow {
  center: number;
  width: number;
  shape: DisplayPipeline['voiFunction'];
}

/** What turns modality values into 0 to 1: a window, or a look-up table of the object. */
export type Voi =
  | { kind: 'window'; window: VoiWindow }
  | { kind: 'lut'; table: Uint16Array; first: number; bits: number };

/** base64 without a decoder of the platform: core has neither Buffer nor atob's DOM typing. */
export function decodeEntries(lut: LookUpTable): Uint16Array {
  const binary = atob(lut.data);
  const entries = new Uint16Array(binary.length >> 1);
  for (let index = 0; index < entries.length; index += 1) {
    entries[index] = binary.charCodeAt(index * 2) | (binary.charCodeAt(index * 2 + 1) << 8);
  }
  return entries;
}

/** Stored values to modality values, e.g. HU. */
export function modalityTransform(pipeline: DisplayPipeline): (stored: number) => number {
  const { modalityLut, slope, intercept } = pipeline;
  if (!modalityLut) return (stored) => stored * slope + intercept;
  const entries = decodeEntries(modalityLut);
  const last = entries.length - 1;
  return (stored) => entries[Math.max(0, Math.min(last, stored - modalityLut.firstMapped))] ?? 0;
}

/** Least and greatest modality value of stored ones; a modality LUT need not rise. */
export function modalityRange(
  pipeline: DisplayPipeline,
  stored: { min: number; max: number },
): { min: number; max: number } {
  const { modalityLut } = pipeline;
  if (!modalityLut) {
    const ends = [stored.min, stored.max].map(modalityTransform(pipeline));
    return { min: Math.min(...ends), max: Math.max(...ends) };
  }
  const entries = decodeEntries(modalityLut);
  const place = (value: number) => Math.max(0, Math.min(entries.length - 1, value - modalityLut.firstMapped));
  const used = entries.subarray(place(stored.min), place(stored.max) + 1);
  return {
    min: used.reduce((least, entry) => Math.min(least, entry), 65_535),
    max: used.reduce((most, entry) => Math.max(most, entry), 0),
  };
}

/** Linear with its half-pixel terms (C.11.2.1.2.1), exact linear (C.11.2.1.3.2) or sigmoid (C.11.2.1.3.1); 0 to 1. */
export function windowed(value: number, { center, width, shape }: VoiWindow): number {
  switch (shape) {
    case 'sigmoid':
      return 1 / (1 + Math.exp((-4 * (value - center)) / Math.max(width, 1e-9)));
    case 'linear-exact': {
      const wide = Math.max(width, 1e-9);
      return Math.max(0, Math.min(1, (value - center) / wide + 0.5));
    }
    case 'linear': {
      // Forbidden (C.11.2.1.2.1), yet written for values between 0 and 1, where the half-pixel terms leave only black and white.
      if (width < 1) return windowed(value, { center, width, shape: 'linear-exact' });
      const lower = center - 0.5 - (width - 1) / 2;
      const upper = center - 0.5 + (width - 1) / 2;
      if (value <= lower) return 0;
      if (value > upper) return 1;
      return (value - (center - 0.5)) / (width - 1) + 0.5;
    }
    default:
      return shape satisfies never;
  }
}

export function voiOfLut(lut: LookUpTable): Voi {
  return { kind: 'lut', table: decodeEntries(lut), first: lut.firstMapped, bits: lut.bitsPerEntry };
}

export function applyVoi(value: number, voi: Voi): number {
  if (voi.kind === 'window') return windowed(value, voi.window);
  const last = voi.table.length - 1;
  const entry = voi.table[Math.max(0, Math.min(last, Math.round(value) - voi.first))] ?? 0;
  return entry / (2 ** voi.bits - 1);
}

/** The window that opens: the object's first, its first VOI LUT, else the range of the values themselves. */
export function initialVoi(pipeline: DisplayPipeline, values: () => { min: number; max: number }): Voi {
  const first: Window | undefined = pipeline.windows[0];
  if (first && first.width > 0) {
    return {
      kind: 'window',
      window: { center: first.center, width: first.width, shape: pipeline.voiFunction },
    };
  }
  const [lut] = pipeline.voiLuts;
  if (lut) return voiOfLut(lut);
  const { min, max } = values();
  // Real numbers (parametric maps, SUV) may all lie within one.
  if (max > min && max - min < 1) {
    return { kind: 'window', window: { center: (min + max) / 2, width: max - min, shape: 'linear-exact' } };
  }
  // Linear with its half-pixel terms: the lowest value becomes black and the highest white.
  return {
    kind: 'window',
    window: { center: (min + max + 1) / 2, width: Math.max(2, max - min + 1), shape: 'linear' },
  };
}

/** 256 colours as packed little-endian RGBA, the way an ImageData's 32-bit view takes them. */
export function greyRamp(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, grey) => (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0);
}

export interface LookUp {
  /** Packed RGBA of the stored value `min + index`. */
  table: Uint32Array;
  min: number;
}

/**
 * One entry for each value a pixel can take, so that drawing a frame is one load and one store a pixel.
 * @param input.padding stored values outside the image: shown black, whatever the window
 */
export function buildLookUp(input: {
  range: StoredRange;
  pipeline: DisplayPipeline;
  voi: Voi;
  /** The reader's own inversion, on top of what the object asks for. */
  invert: boolean;
  colours: Uint32Array;
  padding: { from: number; to: number } | null;
}): LookUp {
  const { range, pipeline, voi, colours, padding } = input;
  const size = range.max - range.min + 1;
  const table = new Uint32Array(size);
  const modality = modalityTransform(pipeline);
  const inverted = pipeline.inverted !== input.invert;
  for (let index = 0; index < size; index += 1) {
    const shown = Math.round(255 * applyVoi(modality(range.min + index), voi));
    table[index] = colours[inverted ? 255 - shown : shown] ?? 0;
  }
  if (padding) {
    const from = Math.max(range.min, Math.min(padding.from, padding.to));
    const to = Math.min(range.max, Math.max(padding.from, padding.to));
    for (let value = from; value <= to; value += 1) table[value - range.min] = colours[0] ?? 0;
  }
  return { table, min: range.min };
}

/** Draws stored values into packed RGBA. Lengths must agree. */
export function drawThrough(
  pixels: Uint8Array | Int8Array | Uint16Array | Int16Array,
  lookUp: LookUp,
  out: Uint32Array,
): void {
  const { table, min } = lookUp;
  const { length } = pixels;
  if (min === 0) for (let index = 0; index < length; index += 1) out[index] = table[pixels[index] as number] as number;
  else for (let index = 0; index < length; index += 1) out[index] = table[(pixels[index] as number) - min] as number;
}
