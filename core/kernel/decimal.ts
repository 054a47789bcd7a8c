// Decimal arithmetic without float dust: 0.1 + 0.2 is 0.3, and 1.005 rounds to 1.01.

/** `units` / 10^`scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/u;

/** A plain decimal number (`5.20`, `-3`, `.5`); null for anything else, exponents included. */
export function parseDecimal(text: string): Decimal | null {
  const trimmed = text.trim();
  if (!plain.test(trimmed)) return null;
  const [whole = '', fraction = ''] = trimmed.replace('+', '').split('.');
  return {
    units: BigInt(whole === '' || whole === '-' ? `${whole}0${fraction}` : whole + fraction),
    scale: fraction.length,
  };
}

/** The decimal that a number prints as (`0.1` is 0.1). Finite numbers only. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toString().split('e');
  const parsed = parseDecimal(mantissa);
  if (parsed === null) throw new RangeError(`not a finite number: ${value}`);
  const scale = parsed.scale - Number(exponent);
  return scale >= 0 ? { units: parsed.units, scale } : { units: parsed.units * 10n ** BigInt(-scale), scale: 0 };
}

function align(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.units * 10n ** BigInt(scale - left.scale), right.units * 10n ** BigInt(scale - right.scale), scale];
}

export function add(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = align(left, right);
  return { units: a + b, scale };
}

export function negate(value: Decimal): Decimal {
  return { units: -value.units, scale: value.scale };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, scale: left.scale + right.scale };
}

function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (n * 2n + d) / (d * 2n);
  return negative ? -rounded : rounded;
}

/** Quotient with `decimals` decimals, halves away from zero; null for a division by zero. */
export function divide(left: Decimal, right: Decimal, decimals: number): Decimal | null {
  if (right.units === 0n) return null;
  const numerator = left.units * 10n ** BigInt(decimals + right.scale);
  const denominator = right.units * 10n ** BigInt(left.scale);
  return { units: divideRounded(numerator, denominator), scale: decimals };
}

/** Exactly `decimals` decimals; halves away from zero, as a person rounds. */
export function round(value: Decimal, decimals: number): Decimal {
  if (value.scale <= decimals) return { units: value.units * 10n ** BigInt(decimals - value.scale), scale: decimals };
  return { units: divideRounded(value.units, 10n ** BigInt(value.scale - decimals)), scale: decimals };
}

export function formatDecimal(value: Decimal): string {
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
  const cut = digits.length - value.scale;
  const text = value.scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return negative ? `-${text}` : text;
}

export function toNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}
