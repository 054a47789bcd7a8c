// Units of voltage as files write them, in microvolts.

const perUnit: Record<string, number> = {
  v: 1e6,
  volt: 1e6,
  mv: 1e3,
  millivolt: 1e3,
  millivolts: 1e3,
  uv: 1,
  µv: 1,
  μv: 1,
  microvolt: 1,
  microvolts: 1,
  nv: 1e-3,
  nanovolts: 1e-3,
};

/** Microvolts in one of the unit; `undefined` for what is no voltage. */
export const microvoltsPer = (unit: string): number | undefined => perUnit[unit.trim().toLowerCase()];
