// One multiplex group of a DICOM waveform (PS3.3 C.10.9): channels as microvolts, whatever their width, unit and scale.
import type { DataSet } from '../../../dicom/data-set.ts';
import { leadName, leadOfCode } from '../../leads.ts';
import type { EcgLead, EcgWaveform } from '../../recording.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { microvoltsPer } from '../units.ts';
import { checkedWaveform } from '../waveform.ts';
import { aligned } from './skew.ts';
import { fitsStoredBits } from './spare-bits.ts';

/** Channels of one group: 24 by PS3.3 A.34.3, and what devices write beyond that. */
const maximumChannels = 64;

/** Decoders of Waveform Sample Interpretation to 32 bits (PS3.3 C.10.9.1.5). */
type Interpretation = 'SB' | 'UB' | 'SS' | 'US' | 'SL' | 'UL' | 'MB' | 'AB';
const widths: Record<Interpretation, 8 | 16 | 32> = { SB: 8, UB: 8, MB: 8, AB: 8, SS: 16, US: 16, SL: 32, UL: 32 };

/** G.711: both laws expand to 14 bits; 16-bit linear values here. */
function muLaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4);
  return code & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

function aLaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = (code & 0x0f) << 4;
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** Reads the sample at an index. Bits above those stored carry no value: they are cut and the sign is taken from below. */
function sampleReader(
  bytes: Uint8Array,
  interpretation: Interpretation,
  bitsStored: number,
): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const spare = widths[interpretation] - bitsStored;
  switch (interpretation) {
    case 'SS':
      return (index) => ((view.getInt16(index * 2, true) << (16 + spare)) >> (16 + spare)) | 0;
    case 'US':
      return (index) => view.getUint16(index * 2, true) & (0xffff >> spare);
    case 'SB':
      return (index) => (view.getInt8(index) << (24 + spare)) >> (24 + spare);
    case 'UB':
      return (index) => view.getUint8(index) & (0xff >> spare);
    case 'SL':
      return (index) => (view.getInt32(index * 4, true) << spare) >> spare;
    case 'UL':
      return (index) => (view.getUint32(index * 4, true) << spare) >>> spare;
    case 'MB':
      return (index) => muLaw(view.getUint8(index));
    case 'AB':
      return (index) => aLaw(view.getUint8(index));
    default:
      return interpretation satisfies never;
  }
}

const isInterpretation = (text: string): text is Interpretation => Object.hasOwn(widths, text);

interface Channel {
  name: string;
  /** `undefined` where the channel is no voltage. */
  microvolts: number | undefined;
  factor: number;
  baseline: number;
  bitsStored: number;
  /** Seconds from the start of the group to the channel's first sample. */
  skewS: number;
}

function channelOf(definition: DataSet, index: number, sampleRateHz: number, allocated: number): Channel {
  const source = definition.item('ChannelSourceSequence');
  const code = source?.string('CodeValue') ?? '';
  const meaning = source?.string('CodeMeaning') ?? definition.string('ChannelLabel') ?? `Channel ${index + 1}`;
  const sensitivity = definition.number('ChannelSensitivity');
  const unit = definition.item('ChannelSensitivityUnitsSequence')?.string('CodeValue');
  // Without a sensitivity the samples are pure numbers; those cannot be drawn in millivolts.
  const microvolts = unit === undefined ? undefined : microvoltsPer(unit);
  return {
    name: leadOfCode(code, source?.string('CodingSchemeDesignator') ?? '') ?? leadName(meaning),
    microvolts,
    factor: (sensitivity ?? Number.NaN) * (definition.number('ChannelSensitivityCorrectionFactor') ?? 1),
    baseline: definition.number('ChannelBaseline') ?? 0,
    bitsStored: definition.number('WaveformBitsStored') ?? allocated,
    // Time skew or sample skew, whichever is there, and the offset that aligns channels after it (PS3.3 C.10.9.1.4.4).
    skewS:
      (definition.number('ChannelTimeSkew') ?? (definition.number('ChannelSampleSkew') ?? 0) / sampleRateHz) +
      (definition.number('ChannelOffset') ?? 0),
  };
}

/** Lowest value of 16 bits, with which writers fill gaps that do not name a value for them, and beyond which no converter measures. */
const lowest = -32_768;

/** Value that pads gaps, as the samples have it. A padding value of zero, which converters write, would blank every crossing of the line. */
function paddingOf(group: DataSet, interpretation: Interpretation): number | undefined {
  const element = group.element('WaveformPaddingValue');
  const absent = interpretation === 'SS' ? lowest : undefined;
  if (element?.kind !== 'bytes') return absent;
  const bytes = group.littleEndianBytes(element);
  if (bytes.length * 8 < widths[interpretation]) return absent;
  return sampleReader(bytes, interpretation, widths[interpretation])(0) || absent;
}

function dataOf(group: DataSet): Uint8Array {
  const element = group.element('WaveformData');
  if (element?.kind !== 'bytes') throw new EcgRefusal('MALFORMED', 'WaveformData', 'The group has no waveform data');
  return group.littleEndianBytes(element);
}

/** Beats without the filling after them: samples at the end that no lead has. */
function withoutFilling(leads: readonly EcgLead[]): EcgLead[] {
  const ends = leads.map(({ samples }) => samples.findLastIndex((value) => !Number.isNaN(value)) + 1);
  const end = Math.max(0, ...ends);
  return leads.map(({ name, samples }) => ({ name, samples: samples.subarray(0, end) }));
}

/** The group as a waveform; `undefined` when no channel of it is an ECG in volts. Throws EcgRefusal for damaged groups. */
export function readGroup(group: DataSet, index: number, problems: ProblemList): EcgWaveform | undefined {
  const where = `multiplex group ${index + 1}`;
  const count = group.number('NumberOfWaveformSamples') ?? 0;
  const announced = group.number('NumberOfWaveformChannels') ?? 0;
  const definitions = group.items('ChannelDefinitionSequence');
  const interpretation = group.string('WaveformSampleInterpretation') ?? '';
  if (!isInterpretation(interpretation)) {
    throw new EcgRefusal('UNSUPPORTED', where, `Samples of interpretation "${interpretation}" are not read`);
  }
  const allocated = group.number('WaveformBitsAllocated');
  if (allocated !== widths[interpretation]) {
    throw new EcgRefusal(
      'MALFORMED',
      where,
      `${allocated} bits allocated do not go with interpretation ${interpretation}`,
    );
  }
  const bytes = dataOf(group);
  const channelCount = definitions.length;
  // Writers leave 1 where there are twelve: the length of the data says which number is right, to the byte that pads it.
  const holdsAll = Math.ceil((count * channelCount * allocated) / 16) === bytes.length / 2;
  if (channelCount < 1 || channelCount > maximumChannels || (announced !== channelCount && !holdsAll)) {
    throw new EcgRefusal('MALFORMED', where, `${announced} channels, ${channelCount} of them described`);
  }
  if (announced !== channelCount) {
    const text = `${announced} channels are announced; ${channelCount} are described, and the data is as long as theirs`;
    problems.add('CHANNELS_DIFFER', where, text);
  }
  const sampleRateHz = group.number('SamplingFrequency') ?? 0;
  const skews: number[] = [];
  const perSample = channelCount * (allocated / 8);
  const there = Math.floor(bytes.length / perSample);
  if (count < 1 || there < 1) throw new EcgRefusal('MALFORMED', where, 'The group has no samples');
  // An odd length is padded by one byte.
  if (there < count || bytes.length - count * perSample > 1) {
    problems.add('WAVEFORM_CUT', where, `Data for ${there} samples where ${count} are announced`);
  }
  const used = Math.min(count, there);
  const padding = paddingOf(group, interpretation);
  const leads = definitions.flatMap((definition, at): EcgLead[] => {
    const channel = channelOf(definition, at, sampleRateHz, allocated);
    const here = `${where}, channel ${channel.name}`;
    if (channel.bitsStored < 2 || channel.bitsStored > allocated || !Number.isInteger(channel.bitsStored)) {
      throw new EcgRefusal('MALFORMED', here, `${channel.bitsStored} of ${allocated} bits stored`);
    }
    const scale = (channel.microvolts ?? Number.NaN) * channel.factor;
    if (!Number.isFinite(scale) || scale === 0) {
      const text = channel.microvolts === undefined ? 'no unit of voltage' : 'no sensitivity';
      problems.add('CHANNEL_NO_VOLTAGE', here, `The channel has ${text} and is left out`);
      return [];
    }
    const read = sampleReader(bytes, interpretation, channel.bitsStored);
    if (channel.bitsStored < allocated) {
      const whole = sampleReader(bytes, interpretation, allocated);
      const place = { first: at, step: channelCount, samples: used, padding };
      if (!fitsStoredBits(whole, read, channel.bitsStored, place)) {
        const text = `Samples fill more than the ${channel.bitsStored} bits stored: what lies above them is left out`;
        problems.add('BITS_DOUBTFUL', here, text);
      }
    }
    const samples = new Float32Array(used);
    const base = channel.baseline * (channel.microvolts ?? 0);
    let [low, high, padded] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let sample = 0; sample < used; sample++) {
      const value = read(sample * channelCount + at);
      if (value === padding) padded += 1;
      else {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      samples[sample] = value === padding ? Number.NaN : value * scale + base;
    }
    // A value for gaps lies far beyond those of the signal: one among them blanks samples wherever the signal crosses it.
    const margin = (high - low) / 4;
    if (
      padded > 0 &&
      padding !== undefined &&
      padding !== lowest &&
      padding > low - margin &&
      padding < high + margin
    ) {
      const text = `The padding value ${padding} lies among the samples: ${padded} of them are left out`;
      problems.add('PADDING_DOUBTFUL', here, text);
    }
    skews.push(Number.isFinite(channel.skewS) ? channel.skewS : 0);
    return [{ name: channel.name, samples }];
  });
  const label = group.string('MultiplexGroupLabel') ?? '';
  const kind = /MEDIAN|AVERAGE|REPRESENTATIVE|TEMPLATE/i.test(label) ? 'median' : 'rhythm';
  const startMs = kind === 'median' ? 0 : Math.max(0, group.number('MultiplexGroupTimeOffset') ?? 0);
  const placed = aligned(leads, skews, sampleRateHz, where, problems);
  const whole = kind === 'median' ? withoutFilling(placed) : placed;
  return checkedWaveform({ kind, sampleRateHz, startMs, leads: whole, where }, problems);
}
