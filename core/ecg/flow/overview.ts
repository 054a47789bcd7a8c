// The overview of a whole recording on its way to a screen: lowest and highest of equal stretches of one lead, whole microvolts.
import { type Envelope, envelopeSink } from '../paper/envelope.ts';
import type { SamplesHeader } from './recording.ts';

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

export const mostOverviewSteps = 8000;

/** The block of samples behind a header. */
export interface SampleReader {
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A multiple of four: no sample is cut in two. */
const pieceBytes = 1 << 20;
const gap = -32768;

type Rhythm = SamplesHeader['waveforms'][number];

export interface RhythmLead {
  rhythm: Rhythm;
  lead: Rhythm['leads'][number];
}

/** The lead of that name, else the first; null without a rhythm. */
export function leadOf(header: SamplesHeader, wanted: string | null): RhythmLead | null {
  const rhythm = header.waveforms.find(({ kind }) => kind === 'rhythm');
  const lead = rhythm?.leads.find(({ name }) => wanted === null || name === wanted) ?? rhythm?.leads[0];
  return rhythm && lead ? { rhythm, lead } : null;
}

/** Read in pieces: a day is never in memory at once. */
export async function leadEnvelope(
  reader: SampleReader,
  { rhythm, lead }: RhythmLead,
  steps: number,
): Promise<Envelope> {
  const width = lead.encoding === 'int16' ? 2 : 4;
  const sink = envelopeSink(lead.count, rhythm.sampleRateHz, steps);
  const length = lead.count * width;
  for (let done = 0; done < length; done += pieceBytes) {
    const piece = await reader.read(lead.byteOffset + done, Math.min(pieceBytes, length - done));
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at + width <= piece.byteLength; at += width) {
      if (width === 4) sink.push(view.getFloat32(at, true));
      else {
        const value = view.getInt16(at, true);
        sink.push(value === gap ? Number.NaN : value * lead.scaleMicrovolt);
      }
    }
  }
  return sink.made();
}
