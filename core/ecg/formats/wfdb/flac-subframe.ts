// A channel of a FLAC frame (RFC 9639, 9.2): constant, verbatim, fixed and linear prediction, Rice-coded residuals.
import type { BitReader } from './bits.ts';

export interface Subframe {
  reader: BitReader;
  /** Samples. */
  size: number;
  bits: number;
}

/** Weights of the samples before, newest first, for fixed prediction of order 0 to 4. */
const fixedWeights = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

/** Rice codes into `values` from `order` on; false for codes that cannot be. */
function riceInto(values: Int32Array, order: number, reader: BitReader): boolean {
  const method = reader.unsigned(2);
  if (method > 1) return false;
  const width = method === 0 ? 4 : 5;
  const partitions = 1 << reader.unsigned(4);
  const length = values.length / partitions;
  if (!Number.isInteger(length) || length < order) return false;
  let at = order;
  for (let partition = 1; partition <= partitions; partition++) {
    const parameter = reader.unsigned(width);
    const isRaw = parameter === (1 << width) - 1;
    const raw = isRaw ? reader.unsigned(5) : 0;
    for (; at < partition * length; at++) {
      if (isRaw) values[at] = reader.signed(raw);
      else {
        const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
        values[at] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
    if (reader.isPast) return false;
  }
  return true;
}

/** Adds to each residual what the samples before it predict. */
function predict(values: Int32Array, weights: readonly number[], shift: number): void {
  for (let at = weights.length; at < values.length; at++) {
    let sum = 0;
    // Sums pass 32 bits; a double holds them whole.
    for (const [back, weight] of weights.entries()) sum += weight * (values[at - 1 - back] ?? 0);
    values[at] = (values[at] ?? 0) + Math.floor(sum / 2 ** shift);
  }
}

/** Samples of the channel; `undefined` for a subframe that cannot be. */
export function residual({ reader, size, bits: stored }: Subframe): Int32Array | undefined {
  if (reader.unsigned(1) !== 0) return undefined;
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0;
  const bits = stored - wasted;
  if (bits < 1) return undefined;
  const values = new Int32Array(size);
  const order = type >= 32 ? type - 31 : type >= 8 && type <= 12 ? type - 8 : 0;
  if (order > size) return undefined;
  if (type === 0) values.fill(reader.signed(bits));
  else if (type === 1) for (let at = 0; at < size && !reader.isPast; at++) values[at] = reader.signed(bits);
  else if ((type >= 8 && type <= 12) || type >= 32) {
    for (let at = 0; at < order; at++) values[at] = reader.signed(bits);
    let weights: readonly number[] = fixedWeights[order] ?? [];
    let shift = 0;
    if (type >= 32) {
      const precision = reader.unsigned(4) + 1;
      shift = reader.signed(5);
      if (precision === 16 || shift < 0) return undefined;
      weights = Array.from({ length: order }, () => reader.signed(precision));
    }
    if (!riceInto(values, order, reader)) return undefined;
    predict(values, weights, shift);
  } else return undefined;
  if (wasted > 0) for (let at = 0; at < size; at++) values[at] = (values[at] ?? 0) * 2 ** wasted;
  return values;
}
