// The overview of a whole recording on its way to a screen: lowest and highest of equal stretches of one lead, whole microvolts.
import type { Envelope } from '../paper/envelope.ts';

/** Answer of `/ecg/recordings/{id}/overview?lead=&steps=`. */
export interface RecordingOverview {
  lead: string;
  stepMs: number;
  /** Null where there is no sample. */
  low: (number | null)[];
  high: (number | null)[];
}

const whole = (values: Float32Array) =>
  Array.from(values, (value) => (Number.isFinite(value) ? Math.round(value) : null));
const floats = (values: readonly (number | null)[]) => Float32Array.from(values, (value) => value ?? Number.NaN);

export const packOverview = (lead: string, { low, high, stepMs }: Envelope): RecordingOverview => ({
  lead,
  stepMs,
  low: whole(low),
  high: whole(high),
});

export const unpackOverview = ({ low, high, stepMs }: RecordingOverview): Envelope => ({
  low: floats(low),
  high: floats(high),
  stepMs,
});
