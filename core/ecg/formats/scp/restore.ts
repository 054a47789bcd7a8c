// Restores SCP-ECG rhythm that was reduced: bimodal decimation outside the QRS zones, and a subtracted reference beat (annex C).
import { EcgRefusal } from '../refusal.ts';
import { ScpReader } from './bytes.ts';

export interface BeatZone {
  type: number;
  /** Subtraction zone and fiducial point, samples of the recording from 1. */
  start: number;
  fiducial: number;
  end: number;
  /** Protected zone, stored at full rate; zero length where the file has none. */
  protectedStart: number;
  protectedEnd: number;
}

export interface Beats {
  /** Sample of the reference beat that lies on the fiducial points, from 1. */
  fiducial: number;
  zones: BeatZone[];
}

/** Section 4; throws EcgRefusal `MALFORMED` for zones that are out of order. */
export function readBeats(body: Uint8Array): Beats {
  const reader = new ScpReader(body);
  reader.u16();
  const fiducial = reader.u16() ?? 0;
  const count = reader.u16() ?? 0;
  const protectedAt = 6 + count * 14;
  if (protectedAt > body.length)
    throw new EcgRefusal('MALFORMED', 'section 4', `${count} beats do not fit into the section`);
  const guards = new ScpReader(body, protectedAt);
  const hasGuards = body.length - protectedAt >= count * 8;
  const zones = Array.from({ length: count }, (): BeatZone => {
    const type = reader.u16() ?? 0;
    const [start = 0, middle = 0, end = 0] = [reader.u32(), reader.u32(), reader.u32()];
    const [protectedStart = 0, protectedEnd = 0] = hasGuards ? [guards.u32(), guards.u32()] : [];
    return { type, start, fiducial: middle, end, protectedStart, protectedEnd };
  });
  return { fiducial, zones };
}

interface Run {
  length: number;
  full: boolean;
}

/** Stretches of a lead in turn, stored in full or decimated by `factor`. What is left of a stretch that the factor does not divide is full. */
function runsOf({ zones }: Beats, start: number, end: number, factor: number): Run[] {
  const runs: Run[] = [];
  let at = start;
  const between = (length: number) => {
    const left = length % factor;
    runs.push({ length: length - left, full: false }, { length: left, full: true });
  };
  for (const zone of zones) {
    if (zone.protectedEnd <= 0 || zone.protectedEnd < zone.protectedStart || zone.protectedStart > end) continue;
    if (zone.protectedStart < at) throw new EcgRefusal('MALFORMED', 'section 4', 'Protected zones overlap');
    if (zone.protectedStart > at) between(zone.protectedStart - at);
    const last = Math.min(zone.protectedEnd, end);
    runs.push({ length: last - zone.protectedStart + 1, full: true });
    at = last + 1;
  }
  if (at <= end) between(end - at + 1);
  return runs;
}

/** Values that a lead is stored in under bimodal compression. */
export const bimodalCount = (beats: Beats, start: number, end: number, factor: number): number =>
  runsOf(beats, start, end, factor).reduce((sum, { length, full }) => sum + (full ? length : length / factor), 0);

/** Full rate again: protected zones as stored, between them straight lines through the centres of the means. */
export function expandBimodal(
  stored: Int32Array,
  beats: Beats,
  start: number,
  end: number,
  factor: number,
): Float64Array {
  const out = new Float64Array(end - start + 1);
  let from = 0;
  let to = 0;
  for (const { length, full } of runsOf(beats, start, end, factor)) {
    if (full) {
      for (let i = 0; i < length; i++) out[to++] = stored[from++] ?? Number.NaN;
      continue;
    }
    const count = length / factor;
    const half = (factor - 1) / 2;
    for (let i = 0; i < length; i++) {
      const position = Math.min(count - 1, Math.max(0, (i - half) / factor));
      const left = Math.floor(position);
      const a = stored[from + left] ?? Number.NaN;
      const b = stored[from + Math.min(count - 1, left + 1)] ?? a;
      out[to++] = a + (b - a) * (position - left);
    }
    from += count;
  }
  return out;
}

/** Adds the reference beat (nanovolts) to the residual (nanovolts) at every beat of its type; `start` is the lead's first sample. */
export function addReferenceBeat(
  residual: Float64Array,
  reference: ArrayLike<number>,
  beats: Beats,
  start: number,
): void {
  for (const zone of beats.zones) {
    if (zone.type !== 0) continue;
    // Where the reference beat lies: its first sample is number 1.
    const beatStart = zone.fiducial - beats.fiducial + 1;
    const first = Math.max(zone.start, start, beatStart);
    const last = Math.min(zone.end, start + residual.length - 1, beatStart + reference.length - 1);
    for (let sample = first; sample <= last; sample++) {
      residual[sample - start] = (residual[sample - start] ?? 0) + (reference[sample - beatStart] ?? 0);
    }
  }
}
