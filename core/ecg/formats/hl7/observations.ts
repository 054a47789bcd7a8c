// What the device measured and said, beside the tracing of a result message: OBX with codes of MDC or LOINC.
import { get, type Hl7Message, type Hl7Segment, segmentsOf } from '../../../hl7/index.ts';
import type { EcgRecording } from '../../recording.ts';
import { mdcMeasurement } from '../aecg/annotations.ts';
import { VendorList, type VendorName } from '../vendor-values.ts';
import { finite } from '../xml/query.ts';

const loinc: Record<string, VendorName> = {
  '8867-4': 'heartRateBpm',
  '8625-6': 'prMs',
  '8633-0': 'qrsMs',
  '8634-8': 'qtMs',
  '8636-3': 'qtcMs',
  '8626-4': 'axisPDeg',
  '8632-2': 'axisQrsDeg',
  '8638-9': 'axisTDeg',
};
/** EKG impression, and the statements of aECG. */
const statement = /^(8601-7|18844-1|MDC_ECG_INTERPRETATION.*)$/;

/** Code and its name, in both alternatives of the coded element; MDC stands as number^name. */
const codesOf = (obx: Hl7Segment): string[] => [1, 2, 4, 5].map((part) => get(obx, 3, part)).filter(Boolean);

const inOurUnit = (value: number, unit: string): number => (/^(s|MDC_DIM_SEC)$/.test(unit) ? value * 1000 : value);

export function messageObservations(
  message: Hl7Message,
): Pick<EcgRecording, 'vendorMeasurements' | 'vendorStatements'> {
  const list = new VendorList();
  const vendorStatements: EcgRecording['vendorStatements'] = [];
  for (const obx of segmentsOf(message, 'OBX')) {
    const type = get(obx, 2);
    const codes = codesOf(obx);
    if (/^(TX|FT|ST|CE|CWE)$/.test(type)) {
      const isCoded = type === 'CE' || type === 'CWE';
      const text = isCoded ? get(obx, 5, 2) || get(obx, 5) : get(obx, 5);
      const code = isCoded ? get(obx, 5) : '';
      if (text && codes.some((one) => statement.test(one))) {
        vendorStatements.push({ ...(code && code !== text && { code }), text });
      }
      continue;
    }
    const value = finite(type === 'NM' ? get(obx, 5) : type === 'SN' ? get(obx, 5, 2) : undefined);
    if (value === undefined) continue;
    const unit = get(obx, 6);
    const mdc = codes.flatMap((code) => mdcMeasurement(code) ?? [])[0];
    const name = mdc?.name ?? codes.flatMap((code) => (Object.hasOwn(loinc, code) ? (loinc[code] ?? []) : []))[0];
    const source = codes[0] ?? '';
    if (name) list.add(name, inOurUnit(value, unit), source, mdc?.formula);
    else if (source) list.other(codes[1] ?? source, value, unit, source);
  }
  return { vendorMeasurements: list.list(), vendorStatements };
}
