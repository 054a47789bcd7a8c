// One measured figure as `npm run bench` prints it.

export interface Figure {
  name: string;
  /** A number, or a sentence that says why there is none. */
  value: number | string;
  unit: string;
  /** Null for a figure that only explains another. */
  goal: string | null;
  holds: boolean;
}

export function atLeast(name: string, value: number, unit: string, goal: number): Figure {
  return { name, value, unit, goal: `>= ${goal}`, holds: value >= goal };
}

export function atMost(name: string, value: number, unit: string, goal: number): Figure {
  // JSON has no infinity: what never came is said in words.
  if (!Number.isFinite(value)) return { name, value: '未出现 / never came', unit, goal: `<= ${goal}`, holds: false };
  return { name, value, unit, goal: `<= ${goal}`, holds: value <= goal };
}

/** Explains another figure and has no goal of its own. */
export function beside(name: string, value: number, unit: string): Figure {
  return { name, value: Number.isFinite(value) ? value : '未出现 / never came', unit, goal: null, holds: true };
}

/** What could not be measured does not hold. */
export function notMeasured(name: string, why: string, unit: string, goal: string): Figure {
  return { name, value: `未测量 / not measured: ${why}`, unit, goal, holds: false };
}
