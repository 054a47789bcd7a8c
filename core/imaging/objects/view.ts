// One answer for every object that is no image: what a panel shows of it, as JSON, or why it cannot be shown.

import { toBase64 } from '../../dicom/base64.ts';
import type { DataSet } from '../../dicom/data-set.ts';
import { DicomError } from '../../dicom/errors.ts';
import { displayName } from '../../dicom/person-name.ts';
import { uidName } from '../../dicom/uids.ts';
import { encapsulatedDocument } from './document.ts';
import { readPresentation } from './gsps-read.ts';
import { type KeyObjects, readKeyObjects } from './ko.ts';
import type { PresentationState } from './presentation.ts';
import { maskOf, readSegmentation, runsOf, type Segmentation } from './seg.ts';
import { type ReportOutline, reportOutline } from './sr-text.ts';
import { type MeasurementReport, readMeasurementReport } from './tid1500-read.ts';
import { envelopeOf, readWaveforms } from './waveform.ts';

export interface ObjectHead {
  sopInstanceUid: string;
  sopClassUid: string;
  sopClass: string;
  seriesUid: string;
  studyUid: string;
  modality: string;
  seriesDescription: string;
  patientName: string;
  manufacturer: string;
}

/** A channel as its envelope: enough for a strip on the screen. */
export interface ShownChannel {
  label: string;
  unit: string;
  /** Low and high by turns, `unit`; null in a gap. */
  envelope: (number | null)[];
}

export type ObjectContent =
  | { kind: 'report'; outline: ReportOutline; measurements: MeasurementReport }
  | { kind: 'key-objects'; keyObjects: KeyObjects }
  | { kind: 'presentation'; presentation: PresentationState }
  /** Masks as runs: value, length, value, length … frame by frame. */
  | { kind: 'segmentation'; segmentation: Segmentation; masks: number[][] }
  /** Base64. */
  | { kind: 'document'; title: string; mediaType: string; data: string }
  | {
      kind: 'waveform';
      groups: { label: string; samplingFrequency: number; seconds: number; channels: ShownChannel[] }[];
    }
  /** `reason` in words of the field, English; the panel says the rest. */
  | { kind: 'refused'; reason: string };

export type ObjectView = { head: ObjectHead } & ObjectContent;

const classKinds: readonly [RegExp, Exclude<ObjectContent['kind'], 'refused'>][] = [
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\.59$/, 'key-objects'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\.\d/, 'report'],
  // Grey, colour, pseudo-colour and blending states share what is read here.
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.11\.[1-4]$/, 'presentation'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.(4|7)$/, 'segmentation'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.9\./, 'waveform'],
  [/^1\.2\.840\.10008\.5\.1\.4\.1\.1\.104\.\d/, 'document'],
];

function headOf(dataSet: DataSet): ObjectHead {
  const name = dataSet.name('PatientName');
  const sopClassUid = dataSet.string('SOPClassUID') ?? '';
  return {
    sopInstanceUid: dataSet.string('SOPInstanceUID') ?? '',
    sopClassUid,
    sopClass: uidName(sopClassUid),
    seriesUid: dataSet.string('SeriesInstanceUID') ?? '',
    studyUid: dataSet.string('StudyInstanceUID') ?? '',
    modality: dataSet.string('Modality') ?? '',
    seriesDescription: dataSet.string('SeriesDescription') ?? '',
    patientName: name ? displayName(name) : '',
    manufacturer: dataSet.string('Manufacturer') ?? '',
  };
}

/** Points of a strip across a wide screen. */
const stripColumns = 2000;

function waveformContent(dataSet: DataSet): ObjectContent {
  const groups = readWaveforms(dataSet).map(({ label, samplingFrequency, channels }) => ({
    label,
    samplingFrequency,
    seconds: samplingFrequency > 0 ? (channels[0]?.values.length ?? 0) / samplingFrequency : 0,
    channels: channels.map((channel) => ({
      label: channel.label,
      unit: channel.unit,
      envelope: envelopeOf(channel.values, stripColumns).flatMap(({ low, high }) =>
        low <= high ? [Number(low.toPrecision(6)), Number(high.toPrecision(6))] : [null, null],
      ),
    })),
  }));
  return { kind: 'waveform', groups };
}

/** Values of a frame (from 0) whose pixel data is compressed. */
export type DecodeFrame = (frame: number) => ArrayLike<number>;

function segmentationContent(dataSet: DataSet, decode: DecodeFrame | undefined): ObjectContent {
  const segmentation = readSegmentation(dataSet);
  const compressed = dataSet.element('PixelData')?.kind === 'encapsulated';
  if (compressed && !decode) throw new DicomError('unsupported', 'The segmentation is compressed');
  const masks = segmentation.frames.map((_, frame) =>
    runsOf(compressed && decode ? decode(frame) : maskOf(dataSet, frame)),
  );
  return { kind: 'segmentation', segmentation, masks };
}

function contentOf(dataSet: DataSet, decode: DecodeFrame | undefined): ObjectContent {
  const sopClassUid = dataSet.string('SOPClassUID') ?? '';
  const kind = classKinds.find(([pattern]) => pattern.test(sopClassUid))?.[1];
  switch (kind) {
    case 'report':
      return { kind, outline: reportOutline(dataSet), measurements: readMeasurementReport(dataSet) };
    case 'key-objects':
      return { kind, keyObjects: readKeyObjects(dataSet) };
    case 'presentation':
      return { kind, presentation: readPresentation(dataSet) };
    case 'segmentation':
      return segmentationContent(dataSet, decode);
    case 'waveform':
      return waveformContent(dataSet);
    case 'document': {
      const { title, mediaType, bytes } = encapsulatedDocument(dataSet);
      return { kind, title, mediaType, data: toBase64(bytes) };
    }
    case undefined:
      return { kind: 'refused', reason: `${uidName(sopClassUid) || 'An object without a class'} is not shown` };
    default:
      return kind satisfies never;
  }
}

/** Never throws for a damaged object: what is wrong with it is the answer. */
export function viewObject(dataSet: DataSet, decode?: DecodeFrame): ObjectView {
  const head = headOf(dataSet);
  try {
    return { head, ...contentOf(dataSet, decode) };
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    return { head, kind: 'refused', reason: error.message };
  }
}
