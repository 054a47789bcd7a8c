// Measurements that a device wrote, under the names that our own measurements have, so that the two stand side by side.
import type { VendorMeasurement } from '../recording.ts';

/** Names common to all formats; anything else a device measured keeps a name of its own. */
export const vendorNames = {
  heartRateBpm: '/min',
  atrialRateBpm: '/min',
  rrMs: 'ms',
  ppMs: 'ms',
  pMs: 'ms',
  prMs: 'ms',
  qrsMs: 'ms',
  qtMs: 'ms',
  qtcMs: 'ms',
  axisPDeg: 'deg',
  axisQrsDeg: 'deg',
  axisTDeg: 'deg',
  pOnsetMs: 'ms',
  pOffsetMs: 'ms',
  qrsOnsetMs: 'ms',
  qrsOffsetMs: 'ms',
  tOnsetMs: 'ms',
  tOffsetMs: 'ms',
} as const;

export type VendorName = keyof typeof vendorNames;
type Formula = NonNullable<VendorMeasurement['formula']>;

/** What no heart and no electrocardiograph gives: such a value is a code for "not measured" or damage. */
const bounds: Record<string, readonly [number, number]> = { '/min': [1, 1000], ms: [0, 100_000], deg: [-360, 360] };

export class VendorList {
  readonly #list: VendorMeasurement[] = [];

  /** Takes a value that can be one; the first of a name and formula stays. */
  add(name: VendorName, value: number | undefined, source: string, formula?: Formula): void {
    const unit = vendorNames[name];
    const [least, most] = bounds[unit] ?? [0, 0];
    if (value === undefined || !(value >= least && value <= most)) return;
    if (this.#list.some((have) => have.name === name && have.formula === formula)) return;
    this.#list.push({ name, value, unit, source, ...(formula && { formula }) });
  }

  has(name: VendorName): boolean {
    return this.#list.some((have) => have.name === name);
  }

  /** A value outside the common names, as a lead's amplitude. */
  other(name: string, value: number | undefined, unit: string, source: string): void {
    if (value !== undefined && Number.isFinite(value)) this.#list.push({ name, value, unit, source });
  }

  /** The list, with the formula of a bare QTc where arithmetic leaves but one. */
  list(): VendorMeasurement[] {
    const of = (name: VendorName) => this.#list.find((have) => have.name === name)?.value;
    const rate = of('heartRateBpm');
    const rrMs = of('rrMs') ?? (rate && 60_000 / rate);
    const qtMs = of('qtMs');
    return this.#list.map((have) =>
      have.name === 'qtcMs' && have.formula === undefined
        ? { ...have, formula: qtMs && rrMs ? formulaOf(have.value, qtMs, rrMs) : 'unknown' }
        : have,
    );
  }
}

/**
 * Which correction gives the QTc that a device printed: the one within 3 ms that all others are 3 ms and more
 * further off than, else `unknown`. Devices truncate, and take RR from a rounded rate. Milliseconds.
 */
export function formulaOf(qtcMs: number, qtMs: number, rrMs: number): Formula {
  const rr = rrMs / 1000;
  const candidates: [Formula, number][] = [
    ['bazett', qtMs / Math.sqrt(rr)],
    ['fridericia', qtMs / Math.cbrt(rr)],
    ['framingham', qtMs + 154 * (1 - rr)],
    ['hodges', qtMs + 1.75 * (60 / rr - 60)],
  ];
  const [first, second] = candidates
    .map(([name, value]) => ({ name, off: Math.abs(value - qtcMs) }))
    .sort((a, b) => a.off - b.off);
  return first && second && first.off <= 3 && second.off - first.off >= 3 ? first.name : 'unknown';
}
