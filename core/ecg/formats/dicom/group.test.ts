// Multiplex groups: widths and interpretations, units and correction, gaps, damage.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataSet } from '../../../dicom/data-set.ts';
import {
  deflatedLittleEndian,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from '../../../dicom/transfer-syntax.ts';
import { type UidKeyword, uidOf } from '../../../dicom/uids.ts';
import { writePart10 } from '../../../dicom/write.ts';
import { readEcg } from '../index.ts';

const code = (value: string, scheme: string, meaning: string) =>
  new DataSet().set('CodeValue', value).set('CodingSchemeDesignator', scheme).set('CodeMeaning', meaning);

const channel = (
  name: string,
  sensitivity: number,
  unit: string,
  bitsStored: number,
  more: Record<string, number> = {},
) => {
  const made = new DataSet()
    .set('ChannelSourceSequence', [code('x', '99TEST', name)])
    .set('ChannelSensitivity', sensitivity)
    .set('ChannelSensitivityUnitsSequence', [code(unit, 'UCUM', unit)])
    .set('WaveformBitsStored', bitsStored);
  if (more.correction !== undefined) made.set('ChannelSensitivityCorrectionFactor', more.correction);
  if (more.baseline !== undefined) made.set('ChannelBaseline', more.baseline);
  return made;
};

const skewed = (name: string, keyword: 'ChannelTimeSkew' | 'ChannelSampleSkew' | 'ChannelOffset', value: number) =>
  channel(name, 1, 'uV', 16).set(keyword, value);

const group = (channels: DataSet[], allocated: number, interpretation: string, bytes: number[], samples: number) =>
  new DataSet()
    .set('NumberOfWaveformChannels', channels.length)
    .set('NumberOfWaveformSamples', samples)
    .set('SamplingFrequency', 500)
    .set('ChannelDefinitionSequence', channels)
    .set('WaveformBitsAllocated', allocated)
    .set('WaveformSampleInterpretation', interpretation)
    .set('WaveformData', Uint8Array.from(bytes), allocated === 8 ? 'OB' : 'OW');

const part10 = (kind: UidKeyword, ...groups: DataSet[]) => {
  const object = new DataSet()
    .set('SOPClassUID', uidOf(kind))
    .set('SOPInstanceUID', '2.25.1')
    .set('WaveformSequence', groups);
  return writePart10(object, { transferSyntax: explicitLittleEndian });
};
const read = (...groups: DataSet[]) => readEcg(part10('HemodynamicWaveformStorage', ...groups), { name: 'x.dcm' });
const samples = (...groups: DataSet[]) =>
  (read(...groups).waveforms[0]?.leads ?? []).map((lead) => [
    lead.name,
    ...Array.from(lead.samples, (value) => Math.round(value * 1000) / 1000),
  ]);

describe('multiplex groups', () => {
  test('12 bits stored in 16: the spare bits are cut, the sign is that of bit 11', () => {
    expect(
      samples(group([channel('Lead I (Einthoven)', 2.5, 'uV', 12)], 16, 'SS', [0xff, 0x0f, 0x01, 0xf0], 2)),
    ).toEqual([['I', -2.5, 2.5]]);
  });

  test.each([
    ['extended', [0xff, 0xff, 0x90, 0xff], []],
    ['zero', [0xff, 0x00, 0x90, 0x00], []],
    ['extended in one sample and zero in another', [0xff, 0xff, 0x90, 0x00], ['BITS_DOUBTFUL']],
    ['part of a larger value', [0x2c, 0x01, 0x01, 0x00], ['BITS_DOUBTFUL']],
  ])('8 bits stored in 16, the sign above them %s', (_, bytes, expected) => {
    const { problems } = read(group([channel('Lead I', 1, 'uV', 8)], 16, 'SS', bytes, 2));
    expect(problems.map(({ code: problem }) => problem)).toEqual(expected);
  });

  test('sensitivity in mV times its correction, and a baseline in the same unit', () => {
    const made = channel('Lead V4R', 0.00122, 'mV', 16, { correction: 2, baseline: 0.5 });
    expect(samples(group([made], 16, 'SS', [10, 0, 0xf6, 0xff], 2))).toEqual([['V4R', 524.4, 475.6]]);
  });

  test.each([
    ['SB', [0xff, 0x01], [-1, 1]],
    ['UB', [0xff, 0x01], [255, 1]],
    ['MB', [0xff, 0x80], [0, 32_124]],
    ['AB', [0xd5, 0xaa], [8, 32_256]],
  ])('8 bits of %s', (interpretation, bytes, values) => {
    expect(samples(group([channel('Lead II', 1, 'uV', 8)], 8, interpretation, bytes, 2))).toEqual([['II', ...values]]);
  });

  test.each([
    ['SL', 32, [0xff, 0xff, 0xff, 0xff, 0x40, 0x42, 0x0f, 0], [-1, 1_000_000]],
    ['UL', 32, [0x40, 0x42, 0x0f, 0, 2, 0, 0, 0], [1_000_000, 2]],
    // The 8 bits above those stored carry nothing.
    ['SL', 24, [0xff, 0xff, 0xff, 0x7f, 3, 0, 0, 0], [-1, 3]],
    ['UL', 24, [5, 0, 0, 0xff, 3, 0, 0, 0], [5, 3]],
  ])('32 bits of %s, %i of them stored', (interpretation, stored, bytes, values) => {
    const one = group([channel('Lead II', 1, 'uV', stored)], 32, interpretation, bytes, 2);
    expect(samples(one)).toEqual([['II', ...values]]);
  });

  test.each([
    ['ChannelTimeSkew', 0.004],
    ['ChannelSampleSkew', 2],
    ['ChannelOffset', 0.0044],
  ] as const)('%s puts a channel where it belongs', (keyword, value) => {
    const two = [channel('Lead I', 1, 'uV', 16), skewed('Lead II', keyword, value)];
    expect(samples(group(two, 16, 'SS', [1, 0, 5, 0, 2, 0, 6, 0], 2))).toEqual([
      ['I', 1, 2, Number.NaN, Number.NaN],
      ['II', Number.NaN, Number.NaN, 5, 6],
    ]);
  });

  test('a skew of less than half a sample moves nothing; one beyond a page is said and not followed', () => {
    const little = [channel('Lead I', 1, 'uV', 16), skewed('Lead II', 'ChannelTimeSkew', 0.0009)];
    const bytes = [1, 0, 5, 0];
    expect(samples(group(little, 16, 'SS', bytes, 1))).toEqual([
      ['I', 1],
      ['II', 5],
    ]);
    const far = [channel('Lead I', 1, 'uV', 16), skewed('Lead II', 'ChannelTimeSkew', 4000)];
    expect(read(group(far, 16, 'SS', bytes, 1)).problems.map(({ code: problem }) => problem)).toEqual(['SKEW_INVALID']);
  });

  test.each([
    'TwelveLeadECGWaveformStorage',
    'GeneralECGWaveformStorage',
    'General32bitECGWaveformStorage',
    'AmbulatoryECGWaveformStorage',
    'CardiacElectrophysiologyWaveformStorage',
  ] as const)('%s is read', (kind) => {
    const one = group([channel('Lead II', 2, 'uV', 16)], 16, 'SS', [1, 0], 1);
    expect(readEcg(part10(kind, one), { name: 'x' }).waveforms[0]?.leads[0]?.samples).toEqual(Float32Array.of(2));
  });

  test.each([
    'BasicVoiceAudioWaveformStorage',
    'GeneralAudioWaveformStorage',
    'RoutineScalpElectroencephalogramWaveformStorage',
    'SleepElectroencephalogramWaveformStorage',
    'ElectromyogramWaveformStorage',
    'ElectrooculogramWaveformStorage',
    'ArterialPulseWaveformStorage',
    'RespiratoryWaveformStorage',
  ] as const)('%s is no ECG, though its channels are in volts', (kind) => {
    const one = group([channel('Fp1', 1, 'uV', 16)], 16, 'SS', [1, 0], 1);
    expect(() => readEcg(part10(kind, one), { name: 'x' })).toThrow(
      expect.objectContaining({ code: 'NOT_RECOGNISED' }),
    );
  });

  test('channels in turn, padding as a gap; where none is named, or zero, the lowest value is one', () => {
    const bytes = [1, 0, 5, 0, 0, 0x80, 0, 0];
    const two = [channel('Lead I', 1, 'uV', 16), channel('Lead II', 1, 'uV', 16)];
    const padded = group(two, 16, 'SS', bytes, 2).set('WaveformPaddingValue', Uint8Array.of(0, 0x80), 'OW');
    expect(samples(padded)).toEqual([
      ['I', 1, Number.NaN],
      ['II', 5, 0],
    ]);
    const zero = group(two, 16, 'SS', bytes, 2).set('WaveformPaddingValue', Uint8Array.of(0, 0), 'OW');
    for (const unnamed of [zero, group(two, 16, 'SS', bytes, 2)]) {
      expect(samples(unnamed)).toEqual([
        ['I', 1, Number.NaN],
        ['II', 5, 0],
      ]);
    }
    const other = group(two, 16, 'SS', bytes, 2).set('WaveformPaddingValue', Uint8Array.of(5, 0), 'OW');
    expect(samples(other)).toEqual([
      ['I', 1, -32_768],
      ['II', Number.NaN, 0],
    ]);
  });

  test('a padding value among the samples is said: it blanks them wherever the signal crosses it', () => {
    const one = group([channel('Lead I', 1, 'uV', 16)], 16, 'SS', [1, 0, 5, 0, 9, 0, 0xf0, 0x7f], 4);
    const gaps = (value: number) => one.set('WaveformPaddingValue', Uint8Array.of(value & 0xff, value >> 8), 'OW');
    expect(read(gaps(0x7ff0)).problems).toEqual([]);
    expect(read(gaps(5)).problems).toMatchObject([{ code: 'PADDING_DOUBTFUL', at: 'multiplex group 1, channel I' }]);
  });

  test('a wrong number of channels gives way to those described, where the data is exactly as long as theirs', () => {
    const two = [channel('Lead I', 1, 'uV', 16), channel('Lead II', 1, 'uV', 16)];
    const announcing = (bytes: number[]) => group(two, 16, 'SS', bytes, 2).set('NumberOfWaveformChannels', 1);
    const whole = [1, 0, 2, 0, 3, 0, 4, 0];
    expect(samples(announcing(whole))).toEqual([
      ['I', 1, 3],
      ['II', 2, 4],
    ]);
    expect(read(announcing(whole)).problems.map(({ code: problem }) => problem)).toEqual(['CHANNELS_DIFFER']);
    expect(() => read(announcing(whole.slice(0, 4)))).toThrow(expect.objectContaining({ name: 'EcgRefusal' }));
  });

  test('a pressure channel is named and left out; ECG channels beside it stay', () => {
    const mixed = [channel('Lead II', 1, 'uV', 16), channel('Aortic pressure', 0.1, 'mm[Hg]', 16)];
    const recording = read(group(mixed, 16, 'SS', [1, 0, 2, 0], 1));
    expect(recording.waveforms[0]?.leads.map(({ name }) => name)).toEqual(['II']);
    expect(recording.problems.map(({ code: problem }) => problem)).toEqual(['CHANNEL_NO_VOLTAGE']);
  });

  test('columns of leads recorded in turn are one page', () => {
    const column = (name: string, bytes: number[], offsetMs: number) =>
      group([channel(name, 1, 'uV', 16)], 16, 'SS', bytes, 2).set('MultiplexGroupTimeOffset', offsetMs);
    expect(samples(column('Lead I', [1, 0, 2, 0], 0), column('Lead V1', [3, 0, 4, 0], 4))).toEqual([
      ['I', 1, 2, Number.NaN, Number.NaN],
      ['V1', Number.NaN, Number.NaN, 3, 4],
    ]);
  });

  test.each([
    ['implicit little endian', implicitLittleEndian],
    ['deflated', deflatedLittleEndian],
  ])('the same samples in %s', (_, transferSyntax) => {
    const object = new DataSet()
      .set('SOPClassUID', uidOf('TwelveLeadECGWaveformStorage'))
      .set('SOPInstanceUID', '2.25.1')
      .set('WaveformSequence', [group([channel('Lead I', 2, 'uV', 16)], 16, 'SS', [1, 0, 0xfe, 0xff], 2)]);
    const bytes = writePart10(object, {
      transferSyntax,
      deflate: (whole) => new Uint8Array(deflateRawSync(whole)),
    });
    const inflate = (packed: Uint8Array, most: number) => inflateRawSync(packed, { maxOutputLength: most });
    expect(readEcg(bytes, { name: 'x', inflate }).waveforms[0]?.leads[0]?.samples).toEqual(Float32Array.of(2, -4));
  });

  test('the same samples in explicit big endian, which is no longer written but lies in archives', () => {
    const two = (value: number) => [value >> 8, value & 0xff];
    const four = (value: number) => [...two(value >>> 16), ...two(value & 0xffff)];
    const ascii = (value: string, pad: number) =>
      [...value.padEnd(Math.ceil(value.length / 2) * 2, '~')].map((letter) =>
        letter === '~' ? pad : letter.charCodeAt(0),
      );
    const short = (tag: number, vr: string, value: number[]) => [
      ...four(tag),
      ...ascii(vr, 0),
      ...two(value.length),
      ...value,
    ];
    const long = (tag: number, vr: string, value: number[]) => [
      ...four(tag),
      ...ascii(vr, 0),
      0,
      0,
      ...four(value.length),
      ...value,
    ];
    const item = (...content: number[]) => [...four(0xfffee000), ...four(content.length), ...content];
    const uid = (tag: number, value: string) => short(tag, 'UI', ascii(value, 0));
    const unit = long(0x003a0211, 'SQ', item(...short(0x00080100, 'SH', ascii('uV', 32))));
    const source = long(0x003a0208, 'SQ', item(...short(0x00080104, 'LO', ascii('Lead I', 32))));
    const definition = item(
      ...source,
      ...short(0x003a0210, 'DS', ascii('2', 32)),
      ...unit,
      ...short(0x003a021a, 'US', two(16)),
    );
    const waveform = item(
      ...short(0x003a0005, 'US', two(1)),
      ...short(0x003a0010, 'UL', four(2)),
      ...short(0x003a001a, 'DS', ascii('500', 32)),
      ...long(0x003a0200, 'SQ', definition),
      ...short(0x54001004, 'US', two(16)),
      ...short(0x54001006, 'CS', ascii('SS', 32)),
      ...long(0x54001010, 'OW', [0, 1, 0xff, 0xfe]),
    );
    const body = [...uid(0x00080016, uidOf('TwelveLeadECGWaveformStorage')), ...long(0x54000100, 'SQ', waveform)];
    const syntax = [0x02, 0, 0x10, 0, 0x55, 0x49, explicitBigEndian.length + 1, 0, ...ascii(explicitBigEndian, 0)];
    const meta = [0x02, 0, 0, 0, 0x55, 0x4c, 4, 0, syntax.length, 0, 0, 0, ...syntax];
    const bytes = Uint8Array.from([...Array.from({ length: 128 }, () => 0), ...ascii('DICM', 0), ...meta, ...body]);
    expect(readEcg(bytes, { name: 'x' }).waveforms[0]?.leads).toEqual([{ name: 'I', samples: Float32Array.of(2, -4) }]);
  });

  test('groups of several rates are several waveforms; fewer samples than announced are said', () => {
    const slow = group([channel('Lead II', 1, 'uV', 16)], 16, 'SS', [1, 0], 1).set('SamplingFrequency', 125);
    const cut = group([channel('Lead I', 1, 'uV', 16)], 16, 'SS', [1, 0, 2, 0], 5);
    expect(read(cut, slow).waveforms.map(({ sampleRateHz }) => sampleRateHz)).toEqual([500, 125]);
    expect(read(cut).problems.map(({ code: problem }) => problem)).toEqual(['WAVEFORM_CUT']);
  });

  test.each([
    ['interpretation', group([channel('I', 1, 'uV', 16)], 16, 'XX', [1, 0], 1)],
    ['width', group([channel('I', 1, 'uV', 16)], 8, 'SS', [1, 0], 1)],
    ['bits stored', group([channel('I', 1, 'uV', 40)], 16, 'SS', [1, 0], 1)],
  ])('an impossible %s is refused', (_, broken) => {
    expect(() => read(broken)).toThrow(expect.objectContaining({ name: 'EcgRefusal' }));
  });

  test('a DICOM object of another kind is no ECG', () => {
    const object = new DataSet().set('SOPClassUID', uidOf('CTImageStorage')).set('SOPInstanceUID', '2.25.1');
    const bytes = writePart10(object, { transferSyntax: explicitLittleEndian });
    expect(() => readEcg(bytes, { name: 'x' })).toThrow(expect.objectContaining({ code: 'NOT_RECOGNISED' }));
  });
});
