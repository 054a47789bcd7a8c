// Waveforms (PS3.3 C.10.9) for a look at them beside the images; electrocardiograms are read at their own station.
import type { DataSet } from '../../dicom/data-set.ts';
import { DicomError } from '../../dicom/errors.ts';
import { type Code, readCode } from './code.ts';

export interface WaveformChannel {
  label: string;
  source: Code | undefined;
  unit: string;
  /** In `unit`; NaN where the recording has a gap. */
  values: Float32Array;
}

export interface WaveformGroup {
  label: string;
  samplingFrequency: number;
  channels: WaveformChannel[];
}

/** G.711 (C.10.9.1.5): logarithmic 8-bit codes of sound. */
function muLaw(code: number): number {
  const bits = ~code & 0xff;
  const size = (((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4);
  return bits & 0x80 ? 0x84 - size : size - 0x84;
}
function aLaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  const base = ((bits & 0x0f) << 4) + (exponent === 0 ? 8 : 0x108);
  const size = exponent > 1 ? base << (exponent - 1) : base;
  return bits & 0x80 ? size : -size;
}

type ReadSample = (from: DataView, at: number) => number;

function samplesOf(interpretation: string, little: boolean): { size: number; read: ReadSample } | undefined {
  switch (interpretation) {
    case 'SB':
      return { size: 1, read: (from, at) => from.getInt8(at) };
    case 'UB':
      return { size: 1, read: (from, at) => from.getUint8(at) };
    case 'MB':
      return { size: 1, read: (from, at) => muLaw(from.getUint8(at)) };
    case 'AB':
      return { size: 1, read: (from, at) => aLaw(from.getUint8(at)) };
    case 'SS':
      return { size: 2, read: (from, at) => from.getInt16(at, little) };
    case 'US':
      return { size: 2, read: (from, at) => from.getUint16(at, little) };
    case 'SL':
      return { size: 4, read: (from, at) => from.getInt32(at, little) };
    case 'UL':
      return { size: 4, read: (from, at) => from.getUint32(at, little) };
    default:
      return undefined;
  }
}

function groupOf(item: DataSet): WaveformGroup {
  const interpretation = item.string('WaveformSampleInterpretation') ?? '';
  const samples = samplesOf(interpretation, item.littleEndian);
  if (!samples) throw new DicomError('unsupported', `Waveform samples of type ${JSON.stringify(interpretation)}`);
  const definitions = item.items('ChannelDefinitionSequence');
  const bytes = item.bytes('WaveformData') ?? new Uint8Array();
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stride = samples.size * definitions.length;
  const present = stride > 0 ? Math.floor(bytes.length / stride) : 0;
  const count = Math.min(item.number('NumberOfWaveformSamples') ?? present, present);
  const paddingBytes = item.bytes('WaveformPaddingValue');
  // Zero, which converters write, would leave a gap wherever a curve crosses the line.
  const padding =
    paddingBytes && paddingBytes.length >= samples.size
      ? samples.read(new DataView(paddingBytes.buffer, paddingBytes.byteOffset, paddingBytes.byteLength), 0) || null
      : null;
  const channels = definitions.map((definition, channel): WaveformChannel => {
    const scale =
      (definition.number('ChannelSensitivity') ?? 1) * (definition.number('ChannelSensitivityCorrectionFactor') ?? 1);
    const baseline = definition.number('ChannelBaseline') ?? 0;
    const values = new Float32Array(count);
    for (let at = 0; at < count; at += 1) {
      const stored = samples.read(from, (at * definitions.length + channel) * samples.size);
      values[at] = stored === padding ? Number.NaN : stored * scale + baseline;
    }
    const source = readCode(definition.item('ChannelSourceSequence'));
    return {
      label: definition.string('ChannelLabel') ?? source?.meaning ?? `${channel + 1}`,
      source,
      unit: readCode(definition.item('ChannelSensitivityUnitsSequence'))?.value ?? '',
      values,
    };
  });
  return {
    label: item.string('MultiplexGroupLabel') ?? '',
    samplingFrequency: item.number('SamplingFrequency') ?? 0,
    channels,
  };
}

/** @throws DicomError `unsupported` for unknown samples, `value-invalid` when there is no waveform */
export function readWaveforms(dataSet: DataSet): WaveformGroup[] {
  const groups = dataSet.items('WaveformSequence').map(groupOf);
  if (groups.length === 0) throw new DicomError('value-invalid', 'The object holds no waveform:', { tag: 0x54000100 });
  return groups;
}

/** Least and greatest value of each of `columns` stretches: what a line of that many pixels can show. */
export function envelopeOf(values: Float32Array, columns: number): { low: number; high: number }[] {
  const wanted = Math.max(1, Math.min(columns, values.length));
  return Array.from({ length: wanted }, (_, column) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const end = Math.floor(((column + 1) * values.length) / wanted);
    for (let at = Math.floor((column * values.length) / wanted); at < end; at += 1) {
      const value = values[at] ?? Number.NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  });
}
