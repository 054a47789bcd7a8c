// Multiplex groups: widths and interpretations, units and correction, gaps, damage.
import { describe, expect, test } from 'vitest';
import { DataSet } from '../../../dicom/data-set.ts';
import { explicitLittleEndian } from '../../../dicom/transfer-syntax.ts';
import { uidOf } from '../../../dicom/uids.ts';
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

const group = (channels: DataSet[], allocated: number, interpretation: string, bytes: number[], samples: number) =>
  new DataSet()
    .set('NumberOfWaveformChannels', channels.length)
    .set('NumberOfWaveformSamples', samples)
    .set('SamplingFrequency', 500)
    .set('ChannelDefinitionSequence', channels)
    .set('WaveformBitsAllocated', allocated)
    .set('WaveformSampleInterpretation', interpretation)
    .set('WaveformData', Uint8Array.from(bytes), allocated === 8 ? 'OB' : 'OW');

const read = (...groups: DataSet[]) => {
  const object = new DataSet()
    .set('SOPClassUID', uidOf('HemodynamicWaveformStorage'))
    .set('SOPInstanceUID', '2.25.1')
    .set('WaveformSequence', groups);
  return readEcg(writePart10(object, { transferSyntax: explicitLittleEndian }), { name: 'x.dcm' });
};
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

  test('channels in turn, padding as a gap, a padding value of zero as none', () => {
    const bytes = [1, 0, 5, 0, 0, 0x80, 0, 0];
    const two = [channel('Lead I', 1, 'uV', 16), channel('Lead II', 1, 'uV', 16)];
    const padded = group(two, 16, 'SS', bytes, 2).set('WaveformPaddingValue', Uint8Array.of(0, 0x80), 'OW');
    expect(samples(padded)).toEqual([
      ['I', 1, Number.NaN],
      ['II', 5, 0],
    ]);
    const zero = group(two, 16, 'SS', bytes, 2).set('WaveformPaddingValue', Uint8Array.of(0, 0), 'OW');
    expect(samples(zero)).toEqual([
      ['I', 1, -32_768],
      ['II', 5, 0],
    ]);
  });

  test('a pressure channel is named and left out; ECG channels beside it stay', () => {
    const mixed = [channel('Lead II', 1, 'uV', 16), channel('Aortic pressure', 0.1, 'mm[Hg]', 16)];
    const recording = read(group(mixed, 16, 'SS', [1, 0, 2, 0], 1));
    expect(recording.waveforms[0]?.leads.map(({ name }) => name)).toEqual(['II']);
    expect(recording.problems.map(({ code: problem }) => problem)).toEqual(['CHANNEL_NO_VOLTAGE']);
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
