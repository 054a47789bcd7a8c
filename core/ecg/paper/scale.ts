// Paper speed and gain: the only places where milliseconds and microvolts become millimetres.

/** mm/s that a reader can choose; 25 is the standard. */
export const paperSpeeds = [6.25, 12.5, 25, 50] as const;
export type PaperSpeed = (typeof paperSpeeds)[number];

/** mm/mV that a reader can choose; 10 is the standard. */
export const paperGains = [2.5, 5, 10, 20, 40] as const;
export type PaperGain = (typeof paperGains)[number];

export interface PaperScale {
  speedMmPerS: PaperSpeed;
  gainMmPerMv: PaperGain;
}

/** Any speed and gain: overviews are drawn slower than a reader can choose. */
export interface AnyScale {
  speedMmPerS: number;
  gainMmPerMv: number;
}

export const standardScale: PaperScale = { speedMmPerS: 25, gainMmPerMv: 10 };

export const mmOfMs = (ms: number, scale: Pick<AnyScale, 'speedMmPerS'>): number => (ms * scale.speedMmPerS) / 1000;
export const msOfMm = (mm: number, scale: PaperScale): number => (mm * 1000) / scale.speedMmPerS;
/** Height above the base line; paper's y grows downward, so callers subtract it. */
export const mmOfUv = (uv: number, scale: Pick<AnyScale, 'gainMmPerMv'>): number => (uv * scale.gainMmPerMv) / 1000;
export const uvOfMm = (mm: number, scale: PaperScale): number => (mm * 1000) / scale.gainMmPerMv;

/** The next value of a list, or the last one: what the keys + and - do. */
export function nextOf<Value extends number>(values: readonly Value[], now: Value, step: 1 | -1): Value {
  const at = values.indexOf(now) + step;
  return values[Math.min(values.length - 1, Math.max(0, at))] ?? now;
}
