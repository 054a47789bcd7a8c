// Writes FLAC streams for tests bit by bit from the tables of RFC 9639: every kind of subframe and of stereo.

export type Coding =
  | { kind: 'constant' | 'verbatim' }
  | { kind: 'fixed'; order: number; rice: number; partitionOrder?: number }
  /** Residuals of this width without Rice codes. */
  | { kind: 'escaped'; width: number }
  | { kind: 'linear'; weights: readonly number[]; precision: number; shift: number; rice: number };

export interface FlacSpec {
  bits: number;
  /** Samples of each channel. */
  channels: readonly (readonly number[])[];
  coding: Coding;
  blockSize?: number;
  stereo?: 'leftSide' | 'sideRight' | 'midSide';
  /** Low bits that are nought in every sample. */
  wasted?: number;
  saidSamples?: number;
}

const binary = (value: number, width: number): string =>
  (BigInt.asUintN(Math.max(1, width), BigInt(value)) as bigint).toString(2).padStart(width, '0').slice(0, width);

function packed(bits: string): number[] {
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return (whole.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
}

function crc(bytes: readonly number[], width: number, polynomial: number): number {
  let register = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = ((register >> (width - 1)) & 1) ^ ((byte >> bit) & 1);
      register = (register << 1) & (2 ** width - 1);
      if (out) register ^= polynomial;
    }
  }
  return register;
}

const rice = (value: number, parameter: number): string => {
  const folded = value >= 0 ? 2 * value : -2 * value - 1;
  return `${'0'.repeat(folded >> parameter)}1${parameter > 0 ? binary(folded & (2 ** parameter - 1), parameter) : ''}`;
};

const fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

function subframe(values: readonly number[], bits: number, coding: Coding, wasted: number): string {
  const small = values.map((value) => value / 2 ** wasted);
  const width = bits - wasted;
  const head = (type: number) => `0${binary(type, 6)}${wasted > 0 ? `1${'0'.repeat(wasted - 1)}1` : '0'}`;
  const raw = (list: readonly number[]) => list.map((value) => binary(value, width)).join('');
  const restOf = (weights: readonly number[], shift: number) =>
    small.slice(weights.length).map((value, at) => {
      const predicted = weights.reduce(
        (sum, weight, back) => sum + weight * (small[at + weights.length - 1 - back] ?? 0),
        0,
      );
      return value - Math.floor(predicted / 2 ** shift);
    });
  const partitioned = (rest: readonly number[], order: number, parameter: number, partitionOrder: number) => {
    const length = values.length / 2 ** partitionOrder;
    const parts = Array.from({ length: 2 ** partitionOrder }, (_, part) =>
      rest.slice(Math.max(0, part * length - order), (part + 1) * length - order),
    );
    return `00${binary(partitionOrder, 4)}${parts.map((part) => binary(parameter, 4) + part.map((one) => rice(one, parameter)).join('')).join('')}`;
  };
  switch (coding.kind) {
    case 'constant':
      return head(0) + raw(small.slice(0, 1));
    case 'verbatim':
      return head(1) + raw(small);
    case 'fixed': {
      const { order, partitionOrder = 0 } = coding;
      return (
        head(8 + order) +
        raw(small.slice(0, order)) +
        partitioned(restOf(fixed[order] ?? [], 0), order, coding.rice, partitionOrder)
      );
    }
    case 'escaped':
      return `${head(8)}01${binary(0, 4)}${binary(31, 5)}${binary(coding.width, 5)}${small.map((one) => binary(one, coding.width)).join('')}`;
    case 'linear': {
      const { weights, precision, shift } = coding;
      const order = weights.length;
      const described =
        binary(precision - 1, 4) + binary(shift, 5) + weights.map((weight) => binary(weight, precision)).join('');
      return (
        head(31 + order) +
        raw(small.slice(0, order)) +
        described +
        partitioned(restOf(weights, shift), order, coding.rice, 0)
      );
    }
    default:
      return coding satisfies never;
  }
}

export function flacFile(spec: FlacSpec): Uint8Array {
  const { bits, channels, coding, stereo, wasted = 0 } = spec;
  const total = channels[0]?.length ?? 0;
  const blockSize = spec.blockSize ?? total;
  const frames: number[] = [];
  for (let from = 0, number = 0; from < total; from += blockSize, number++) {
    const parts = channels.map((values) => values.slice(from, from + blockSize));
    const [left = [], right = []] = parts;
    const side = left.map((value, at) => value - (right[at] ?? 0));
    const middle = left.map((value, at) => (value + (right[at] ?? 0)) >> 1);
    const mixed =
      stereo === 'leftSide'
        ? [left, side]
        : stereo === 'sideRight'
          ? [side, right]
          : stereo === 'midSide'
            ? [middle, side]
            : parts;
    const assignment =
      stereo === undefined ? channels.length - 1 : ['leftSide', 'sideRight', 'midSide'].indexOf(stereo) + 8;
    const length = left.length;
    const head = packed(
      `11111111111110000111${'0000'}${binary(assignment, 4)}0000${binary(number, 8)}${binary(length - 1, 16)}`,
    );
    head.push(crc(head, 8, 0x07));
    const body = mixed.map((values) => subframe(values, bits + (values === side ? 1 : 0), coding, wasted)).join('');
    const frame = [...head, ...packed(body)];
    frames.push(...frame, ...packed(binary(crc(frame, 16, 0x8005), 16)));
  }
  const info = `${binary(16, 16)}${binary(Math.max(16, blockSize), 16)}${binary(0, 48)}${binary(500, 20)}${binary(channels.length - 1, 3)}${binary(bits - 1, 5)}${binary(spec.saidSamples ?? total, 36)}`;
  // STREAMINFO, then a comment block that says nothing.
  const comment = [0x84, 0, 0, 4, 0, 0, 0, 0];
  return Uint8Array.from([
    0x66,
    0x4c,
    0x61,
    0x43,
    0,
    0,
    0,
    34,
    ...packed(info),
    ...Array.from({ length: 16 }, () => 0),
    ...comment,
    ...frames,
  ]);
}
