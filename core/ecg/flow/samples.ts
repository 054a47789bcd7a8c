// Samples on their way to a screen: one small header and little-endian numbers; 16 bits where that loses nothing, 32-bit floats where it would.
import type { EcgLead, EcgRecording, EcgWaveform } from '../recording.ts';
import type { SamplesHeader } from './recording.ts';

type PackedLead = SamplesHeader['waveforms'][number]['leads'][number];

/** Of an answer with samples or a file: the version of the recording that they are of. */
export const versionHeader = 'x-ecg-version';

const magic = 'YECG';
const gap = -32768;
/** Microvolts a step: what recorders store, finest last that still spans ±32767 steps. */
const scales: readonly number[] = [5, 4.88, 2.5, 2.44, 2, 1.25, 1, 0.5, 0.25, 0.1];
/** Half of this is below any recorder's noise; a scale that is off by more is not the recording's own. */
const tolerance = 0.01;

/** The scale whose whole steps the samples are, or null: then 16 bits would change them. */
function scaleOf(samples: Float32Array): number | null {
  return scales.find((scale) => samples.every((value) => fits(value, scale))) ?? null;
}

function fits(value: number, scale: number): boolean {
  if (Number.isNaN(value)) return true;
  const steps = Math.round(value / scale);
  return Math.abs(steps) <= 32767 && Math.abs(value - steps * scale) <= tolerance;
}

function writeLead(lead: EcgLead, byteOffset: number): { packed: PackedLead; bytes: Uint8Array } {
  const { name, samples } = lead;
  const scale = scaleOf(samples);
  const width = scale === null ? 4 : 2;
  const bytes = new Uint8Array(Math.ceil((samples.length * width) / 4) * 4);
  const view = new DataView(bytes.buffer);
  samples.forEach((value, index) => {
    if (scale === null) view.setFloat32(index * 4, value, true);
    else view.setInt16(index * 2, Number.isNaN(value) ? gap : Math.round(value / scale), true);
  });
  const packed = { name, encoding: scale === null ? 'float32' : 'int16', scaleMicrovolt: scale ?? 1 } as const;
  return { packed: { ...packed, byteOffset, count: samples.length }, bytes };
}

/** Milliseconds from the start of the recording to the end of its longest rhythm waveform. */
export function durationOf(waveforms: readonly EcgWaveform[]): number {
  const ends = waveforms
    .filter(({ kind }) => kind === 'rhythm')
    .map(
      ({ startMs, sampleRateHz, leads }) =>
        startMs + (1000 * Math.max(0, ...leads.map((lead) => lead.samples.length))) / sampleRateHz,
    );
  return Math.max(0, ...ends);
}

/** The samples of a recording as one block, and the header that says where each lead lies in it. */
export function packSamples(
  recordingId: string,
  recording: EcgRecording,
): { header: SamplesHeader; bytes: Uint8Array<ArrayBuffer> } {
  const parts: Uint8Array[] = [];
  let length = 0;
  const waveforms = recording.waveforms.map(({ leads, ...waveform }) => ({
    ...waveform,
    leads: leads.map((lead) => {
      const { packed, bytes } = writeLead(lead, length);
      parts.push(bytes);
      length += bytes.length;
      return packed;
    }),
  }));
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { header: { recordingId, durationMs: durationOf(recording.waveforms), waveforms }, bytes };
}

/** `YECG`, the header's length, the header: what stands before the samples. */
export function headerBytes(header: SamplesHeader): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(4, padded, true);
  bytes.set(text, 8);
  return bytes;
}

export interface SamplesCut {
  fromMs: number;
  toMs: number;
  /** Empty is all of them. */
  leads: readonly string[];
}

/** The header of a part, and which ranges of the stored block make it up, in order; each is padded to 4 bytes on the way. */
export function cutSamples(
  header: SamplesHeader,
  cut: SamplesCut,
): { header: SamplesHeader; ranges: { offset: number; length: number }[] } {
  const ranges: { offset: number; length: number }[] = [];
  let at = 0;
  const waveforms = header.waveforms
    .filter(({ kind }) => kind === 'rhythm')
    .map(({ leads, startMs, sampleRateHz, ...waveform }) => {
      const first = Math.max(0, Math.floor(((cut.fromMs - startMs) * sampleRateHz) / 1000));
      const end = Math.max(first, Math.ceil(((cut.toMs - startMs) * sampleRateHz) / 1000));
      const chosen = leads.filter(({ name }) => cut.leads.length === 0 || cut.leads.includes(name));
      return {
        ...waveform,
        sampleRateHz,
        startMs: startMs + (first * 1000) / sampleRateHz,
        leads: chosen.map((lead) => {
          const width = lead.encoding === 'int16' ? 2 : 4;
          const count = Math.max(0, Math.min(end, lead.count) - first);
          ranges.push({ offset: lead.byteOffset + first * width, length: count * width });
          const byteOffset = at;
          at += Math.ceil((count * width) / 4) * 4;
          return { ...lead, byteOffset, count };
        }),
      };
    });
  return { header: { ...header, waveforms }, ranges };
}

/** The header of what the route sent, and where the samples begin. @throws RangeError, SyntaxError when the bytes are no samples of ours */
export function unpackHeader(bytes: Uint8Array): { header: SamplesHeader; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || new TextDecoder('latin1').decode(bytes.subarray(0, 4)) !== magic)
    throw new RangeError('no ECG samples');
  const start = 8 + view.getUint32(4, true);
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))), start };
}

/** What the route sent, as waveforms in microvolts. @throws RangeError when the bytes are no samples of ours or too few */
export function unpackSamples(bytes: Uint8Array): { header: SamplesHeader; waveforms: EcgWaveform[] } {
  const { header, start } = unpackHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const waveforms = header.waveforms.map(({ leads, ...waveform }) => ({
    ...waveform,
    leads: leads.map(({ name, encoding, scaleMicrovolt, byteOffset, count }) => {
      const samples = new Float32Array(count);
      for (let index = 0; index < count; index += 1)
        samples[index] = sampleAt(view, start + byteOffset, encoding, index, scaleMicrovolt);
      return { name, samples };
    }),
  }));
  return { header, waveforms };
}

function sampleAt(view: DataView, at: number, encoding: PackedLead['encoding'], index: number, scale: number): number {
  if (encoding === 'float32') return view.getFloat32(at + index * 4, true);
  const steps = view.getInt16(at + index * 2, true);
  return steps === gap ? Number.NaN : steps * scale;
}
