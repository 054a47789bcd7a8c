// Concept codes of ECG measurements in DICOM annotations: MDC (CID 3689, 3228), SCP-ECG of older objects, LOINC for axes.
import type { VendorMeasurement } from '../../recording.ts';
import type { VendorName } from '../vendor-values.ts';

interface Concept {
  name: VendorName;
  formula?: VendorMeasurement['formula'];
}

export const concepts: ReadonlyMap<string, Concept> = new Map<string, Concept>([
  ['MDC 2:16016', { name: 'heartRateBpm' }],
  ['MDC 2:16020', { name: 'atrialRateBpm' }],
  ['MDC 2:16168', { name: 'rrMs' }],
  ['MDC 2:16000', { name: 'rrMs' }],
  ['MDC 2:16140', { name: 'ppMs' }],
  ['MDC 2:16184', { name: 'pMs' }],
  ['MDC 2:15872', { name: 'prMs' }],
  ['MDC 2:16144', { name: 'prMs' }],
  ['MDC 2:16156', { name: 'qrsMs' }],
  ['MDC 2:16160', { name: 'qtMs' }],
  ['MDC 2:15876', { name: 'qtcMs' }],
  ['MDC 2:15880', { name: 'qtcMs', formula: 'bazett' }],
  ['LN 8626-4', { name: 'axisPDeg' }],
  ['LN 8632-2', { name: 'axisQrsDeg' }],
  ['LN 8638-9', { name: 'axisTDeg' }],
  ['SCPECG 5.10.2.1-3', { name: 'rrMs' }],
  ['SCPECG 5.10.2.1-5', { name: 'ppMs' }],
  ['SCPECG 5.10.2.5-3', { name: 'heartRateBpm' }],
  ['SCPECG 5.10.2.5-5', { name: 'qtcMs' }],
  ['SCPECG 5.13.5-7', { name: 'prMs' }],
  ['SCPECG 5.13.5-9', { name: 'qrsMs' }],
  ['SCPECG 5.13.5-11', { name: 'qtMs' }],
  ['SCPECG 5.10.3-1', { name: 'pOnsetMs' }],
  ['SCPECG 5.10.3-2', { name: 'pOffsetMs' }],
  ['SCPECG 5.10.3-3', { name: 'qrsOnsetMs' }],
  ['SCPECG 5.10.3-4', { name: 'qrsOffsetMs' }],
  ['SCPECG 5.10.3-5', { name: 'tOffsetMs' }],
  ['SCPECG 5.10.3-11', { name: 'axisPDeg' }],
  ['SCPECG 5.10.3-13', { name: 'axisQrsDeg' }],
  ['SCPECG 5.10.3-15', { name: 'axisTDeg' }],
]);

/** Meanings of private and later codes, where the code itself is not known. */
const meanings: readonly (readonly [RegExp, Concept])[] = [
  [/^QTc.*Bazett|^QTcB$/i, { name: 'qtcMs', formula: 'bazett' }],
  [/^QTc.*Frederic|^QTc.*Frideric|^QTcF$/i, { name: 'qtcMs', formula: 'fridericia' }],
  [/^QTc.*Framingham/i, { name: 'qtcMs', formula: 'framingham' }],
  [/^QTc.*Hodges/i, { name: 'qtcMs', formula: 'hodges' }],
  [/^QTc( Interval)?( global)?$/i, { name: 'qtcMs' }],
  [/^(Ventricular|Ventr\.?) (Heart )?Rate$|^Heart Rate$/i, { name: 'heartRateBpm' }],
  [/^Atrial (Heart )?Rate$/i, { name: 'atrialRateBpm' }],
  [/^RR (Interval|duration)( global)?$/i, { name: 'rrMs' }],
  [/^P (Duration|Dur\.?)( global)?$/i, { name: 'pMs' }],
  [/^P[RQ] (Interval|duration)( global)?$/i, { name: 'prMs' }],
  [/^QRS (Duration|Dur\.?)( global)?$/i, { name: 'qrsMs' }],
  [/^QT (Interval|duration)( global)?$/i, { name: 'qtMs' }],
  [/^P( wave)? Axis$/i, { name: 'axisPDeg' }],
  [/^(QRS|R)( wave)? Axis$/i, { name: 'axisQrsDeg' }],
  [/^T( wave)? Axis$/i, { name: 'axisTDeg' }],
];

export const conceptOf = (scheme: string, code: string, meaning: string): Concept | undefined =>
  concepts.get(`${scheme} ${code}`) ?? meanings.find(([pattern]) => pattern.test(meaning.trim()))?.[1];
