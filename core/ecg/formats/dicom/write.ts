// Writes a recording as a DICOM ECG object: 12-lead where it fits (PS3.3 A.34.3), else general, else ambulatory.
import { DataSet } from '../../../dicom/data-set.ts';
import { explicitLittleEndian } from '../../../dicom/transfer-syntax.ts';
import { uidOf } from '../../../dicom/uids.ts';
import { writePart10 } from '../../../dicom/write.ts';
import { dicomLeadCode } from '../../leads.ts';
import type { EcgRecording, EcgWaveform, VendorMeasurement } from '../../recording.ts';
import { stepOf } from '../quantise.ts';
import { EcgRefusal } from '../refusal.ts';

export interface DicomEcgOptions {
  /** New UIDs for what the caller does not give. */
  uid: () => string;
  studyInstanceUid?: string;
  seriesInstanceUid?: string;
  sopInstanceUid?: string;
  accessionNumber?: string;
}

const code = (value: string, scheme: string, meaning: string): DataSet =>
  new DataSet().set('CodeValue', value).set('CodingSchemeDesignator', scheme).set('CodeMeaning', meaning);

const units: Record<string, [string, string]> = {
  uV: ['uV', 'microvolt'],
  ms: ['ms', 'millisecond'],
  deg: ['deg', 'degree'],
  '/min': ['{H.B.}/min', 'heart beats per minute'],
};

const unitCode = (unit: string): DataSet => {
  const [value, meaning] = units[unit] ?? [unit, unit];
  return code(value, 'UCUM', meaning);
};

/** Text of one value: a backslash begins the next (PS3.5 6.2), and control characters belong to none. */
const oneValue = (text: string): string =>
  text
    .replaceAll('\\', '/')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();

const unscaled = { scale: 1, baseline: 0 };

/** Value that pads gaps. */
const padding = -32_768;

/** Microvolts a bit and those of the value nought: the device's own step where 16 bits hold it, else the finest that they hold. */
function scaleOf(samples: Float32Array): { scale: number; baseline: number } {
  let [low, high] = [0, 0];
  let first = true;
  for (const value of samples) {
    if (Number.isNaN(value)) continue;
    if (first || value < low) low = value;
    if (first || value > high) high = value;
    first = false;
  }
  const step = stepOf(samples);
  if (Math.max(-low, high) / step <= 32_767) return { scale: step, baseline: 0 };
  // A signal that lies far from nought, as a converter without a filter gives it, or one finer than 16 bits.
  const scale = Math.max(step, Number(((high - low) / 65_530 + 5e-9).toPrecision(8)));
  return { scale, baseline: Number((Math.round((low + high) / 2 / scale) * scale).toPrecision(12)) };
}

function channel(name: string, { scale, baseline }: ReturnType<typeof scaleOf>, { filters }: EcgRecording): DataSet {
  const known = dicomLeadCode(name);
  // Leads outside CID 3001 keep their name under a private code.
  const source = known
    ? code(known, 'MDC', `Lead ${name}`)
    : code(oneValue(name).slice(0, 16) || 'UNKNOWN', '99YISHU', oneValue(name).slice(0, 64) || 'unknown');
  const made = new DataSet()
    .set('ChannelLabel', oneValue(name).slice(0, 16))
    .set('ChannelSourceSequence', [source])
    .set('ChannelSensitivity', scale)
    .set('ChannelSensitivityUnitsSequence', [unitCode('uV')])
    .set('ChannelSensitivityCorrectionFactor', 1)
    .set('ChannelBaseline', baseline)
    .set('ChannelSampleSkew', 0)
    .set('WaveformBitsStored', 16);
  if (filters?.highPassHz !== undefined) made.set('FilterLowFrequency', filters.highPassHz);
  if (filters?.lowPassHz !== undefined) made.set('FilterHighFrequency', filters.lowPassHz);
  if (filters?.notchHz !== undefined) made.set('NotchFilterFrequency', filters.notchHz);
  return made;
}

function group(waveform: EcgWaveform, recording: EcgRecording): DataSet {
  const { leads, sampleRateHz, kind, startMs } = waveform;
  const count = leads[0]?.samples.length ?? 0;
  const data = new Uint8Array(count * leads.length * 2);
  const view = new DataView(data.buffer);
  const scales = leads.map(({ samples }) => scaleOf(samples));
  leads.forEach(({ samples }, at) => {
    const { scale, baseline } = scales[at] ?? unscaled;
    for (let sample = 0; sample < count; sample++) {
      const value = samples[sample] ?? Number.NaN;
      const stored = Number.isNaN(value) ? padding : Math.round((value - baseline) / scale);
      view.setInt16((sample * leads.length + at) * 2, stored, true);
    }
  });
  const made = new DataSet();
  // PS3.3 C.10.9 wants no offset in a group that begins with the recording.
  if (startMs > 0) made.set('MultiplexGroupTimeOffset', startMs);
  return made
    .set('WaveformOriginality', kind === 'rhythm' ? 'ORIGINAL' : 'DERIVED')
    .set('NumberOfWaveformChannels', leads.length)
    .set('NumberOfWaveformSamples', count)
    .set('SamplingFrequency', sampleRateHz)
    .set('MultiplexGroupLabel', kind === 'rhythm' ? 'RHYTHM' : 'MEDIAN BEAT')
    .set(
      'ChannelDefinitionSequence',
      leads.map(({ name }, at) => channel(name, scales[at] ?? unscaled, recording)),
    )
    .set('WaveformBitsAllocated', 16)
    .set('WaveformSampleInterpretation', 'SS')
    .set('WaveformPaddingValue', Uint8Array.of(0, 0x80), 'OW')
    .set('WaveformData', data, 'OW');
}

const measurementConcepts: Record<string, [string, string, string]> = {
  heartRateBpm: ['2:16016', 'MDC', 'Ventricular Heart Rate'],
  atrialRateBpm: ['2:16020', 'MDC', 'Atrial Heart Rate'],
  rrMs: ['2:16168', 'MDC', 'RR interval global'],
  ppMs: ['2:16140', 'MDC', 'PP interval global'],
  pMs: ['2:16184', 'MDC', 'P duration global'],
  prMs: ['2:15872', 'MDC', 'PR interval global'],
  qrsMs: ['2:16156', 'MDC', 'QRS duration global'],
  qtMs: ['2:16160', 'MDC', 'QT interval global'],
  axisPDeg: ['8626-4', 'LN', 'P wave axis'],
  axisQrsDeg: ['8632-2', 'LN', 'QRS axis'],
  axisTDeg: ['8638-9', 'LN', 'T wave axis'],
};

function conceptOf({ name, formula }: VendorMeasurement): [string, string, string] | undefined {
  if (name !== 'qtcMs') return measurementConcepts[name];
  // Only Bazett has one code in every edition of CID 3227; the other formulas stand in the meaning of a private code.
  if (formula === 'bazett') return ['2:15880', 'MDC', 'QTc global using Bazett formula'];
  if (!formula || formula === 'unknown') return ['2:15876', 'MDC', 'QTc interval global'];
  return [`QTC_${formula.toUpperCase()}`.slice(0, 16), '99YISHU', `QTc global using ${formula} formula`];
}

function annotations(recording: EcgRecording): DataSet[] {
  const wholeFirstGroup = [1, 0];
  const statements = recording.vendorStatements.map(({ text }) =>
    new DataSet()
      .set('UnformattedTextValue', text.slice(0, 1024))
      .set('ReferencedWaveformChannels', wholeFirstGroup)
      .set('AnnotationGroupNumber', 0),
  );
  const values = recording.vendorMeasurements.flatMap((measurement) => {
    const concept = conceptOf(measurement);
    if (!concept) return [];
    return new DataSet()
      .set('MeasurementUnitsCodeSequence', [unitCode(measurement.unit)])
      .set('ConceptNameCodeSequence', [code(...concept)])
      .set('ReferencedWaveformChannels', wholeFirstGroup)
      .set('AnnotationGroupNumber', 1)
      .set('NumericValue', measurement.value);
  });
  // Offsets are DS, sixteen characters each.
  const offsets = recording.vendorPacingMs.map((ms) => Number(ms.toFixed(3)));
  const spikes =
    offsets.length === 0
      ? []
      : [
          new DataSet()
            .set('ConceptNameCodeSequence', [code('PACER_SPIKE', '99YISHU', 'Pacemaker spike')])
            .set('ReferencedWaveformChannels', wholeFirstGroup)
            .set('TemporalRangeType', offsets.length === 1 ? 'POINT' : 'MULTIPOINT')
            .set('ReferencedTimeOffsets', offsets)
            .set('AnnotationGroupNumber', 2),
        ];
  return [...statements, ...values, ...spikes];
}

/** Limits of PS3.3 A.34.3.4 and A.34.4.4: channels, rate, samples. */
function sopClassOf(waveforms: readonly EcgWaveform[]): string {
  const within = (channels: number, samples: number, groups: number) =>
    waveforms.length <= groups &&
    waveforms.every(
      ({ leads, sampleRateHz }) =>
        leads.length <= channels &&
        sampleRateHz >= 200 &&
        sampleRateHz <= 1000 &&
        (leads[0]?.samples.length ?? 0) <= samples,
    );
  if (within(13, 16_384, 5)) return uidOf('TwelveLeadECGWaveformStorage');
  if (within(24, Number.POSITIVE_INFINITY, 4)) return uidOf('GeneralECGWaveformStorage');
  return uidOf('AmbulatoryECGWaveformStorage');
}

/** In months below two years, in days below two months: a newborn of no months would have no age. */
function age(years: number): string {
  const [value, unit] =
    years >= 2 ? [Math.floor(years), 'Y'] : years >= 1 / 6 ? [years * 12, 'M'] : [years * 365.25, 'D'];
  return `${String(Math.round(Number(value))).padStart(3, '0')}${unit}`;
}

/**
 * A Part 10 file in explicit little endian, text in UTF-8. Gaps are padded. Throws EcgRefusal `UNSUPPORTED` for a recording
 * without a waveform, and for a patient number that DICOM cannot hold.
 */
export function writeDicomEcg(recording: EcgRecording, options: DicomEcgOptions): Uint8Array {
  const { waveforms, patient, device, recordedAt = '' } = recording;
  if (waveforms.length === 0) throw new EcgRefusal('UNSUPPORTED', 'recording', 'There is no waveform to write');
  if (patient.id?.includes('\\'))
    throw new EcgRefusal('UNSUPPORTED', 'patient', 'The patient number has a backslash, which ends a value in DICOM');
  const date = recordedAt.slice(0, 10).replaceAll('-', '');
  const time = recordedAt
    .slice(11)
    .replace(/(Z|[+-]\d\d:\d\d)$/, '')
    .replaceAll(':', '');
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(recordedAt.slice(10))?.[0].replace(':', '').replace('Z', '+0000') ?? '';
  const dataSet = new DataSet()
    .set('SOPClassUID', sopClassOf(waveforms))
    .set('SOPInstanceUID', options.sopInstanceUid ?? options.uid())
    .set('StudyDate', date)
    .set('ContentDate', date)
    .set('AcquisitionDateTime', date ? `${date}${time}${zone}` : null)
    .set('StudyTime', time)
    .set('ContentTime', time)
    .set('AccessionNumber', options.accessionNumber ?? '')
    .set('Modality', 'ECG')
    .set('Manufacturer', oneValue(device?.manufacturer ?? ''))
    .set('ReferringPhysicianName', '')
    .set('ManufacturerModelName', oneValue(device?.model ?? ''))
    .set('PatientName', oneValue(patient.name ?? ''))
    .set('PatientID', patient.id ?? '')
    .set('PatientBirthDate', patient.birthDate?.length === 10 ? patient.birthDate.replaceAll('-', '') : '')
    .set('PatientSex', patient.sex ? { male: 'M', female: 'F', other: 'O' }[patient.sex] : '')
    .set('DeviceSerialNumber', oneValue(device?.serial ?? ''))
    .set('SoftwareVersions', oneValue(device?.software ?? ''))
    .set('StudyInstanceUID', options.studyInstanceUid ?? options.uid())
    .set('SeriesInstanceUID', options.seriesInstanceUid ?? options.uid())
    .set('StudyID', '')
    .set('SeriesNumber', 1)
    .set('InstanceNumber', 1)
    .set('AcquisitionContextSequence', [])
    .set(
      'WaveformSequence',
      waveforms.map((waveform) => group(waveform, recording)),
    );
  const said = annotations(recording);
  // A sequence of type 1: without an annotation it is not there (PS3.3 C.10.10).
  if (said.length > 0) dataSet.set('WaveformAnnotationSequence', said);
  if (patient.ageYears !== undefined) dataSet.set('PatientAge', age(patient.ageYears));
  return writePart10(dataSet, { transferSyntax: explicitLittleEndian, characterSet: ['ISO_IR 192'] });
}
