// What a measurement gives: a number with a unit that says how far it can be trusted.

export type QuantityName =
  | 'length'
  | 'long-axis'
  | 'short-axis'
  | 'angle'
  | 'area'
  | 'perimeter'
  | 'mean'
  | 'deviation'
  | 'minimum'
  | 'maximum'
  | 'count'
  | 'value'
  | 'suv-mean'
  | 'suv-maximum'
  | 'suv'
  | 'suv-lbm-mean'
  | 'suv-lbm-maximum'
  | 'suv-lbm'
  | 'heart'
  | 'thorax'
  | 'ratio'
  | 'time'
  | 'difference';

export interface Quantity {
  name: QuantityName;
  value: number;
  /**
   * `mm`, `mm2`; `mm@detector`, `mm2@detector`: in the plane of the detector, larger than the body by an unknown factor (PS3.3 C.8.11.1,
   * 0018,1164); `px`, `px2`: nothing known. Empty: a plain number.
   */
  unit: string;
}

/** Digits that a reader wants: lengths to a tenth, areas and greys to one, angles to a tenth, ratios to two. */
export function shownValue({ name, value, unit }: Quantity): string {
  if (!Number.isFinite(value)) return '–';
  switch (name) {
    case 'count':
      return String(Math.round(value));
    case 'ratio':
    case 'suv':
    case 'suv-mean':
    case 'suv-maximum':
    case 'suv-lbm':
    case 'suv-lbm-mean':
    case 'suv-lbm-maximum':
      return value.toFixed(2);
    case 'minimum':
    case 'maximum':
    case 'value':
      return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);
    case 'time':
    case 'difference':
      return value.toFixed(2);
    case 'area':
      return value.toFixed(unit === 'px2' ? 0 : 1);
    default:
      return value.toFixed(1);
  }
}
