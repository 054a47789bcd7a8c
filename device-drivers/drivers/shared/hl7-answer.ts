// Pieces that every HL7 answer shares: whose query it answers, how a patient and a person's sex are written.

import {
  encodingNamed,
  type Hl7Encoding,
  type Hl7SegmentSpec,
  hl7Time,
  hl7TimeFromIso,
} from '../../../core/hl7/index.ts';
import type { InstrumentMessage, InstrumentOrder } from '../../../core/lab/instrument-message.ts';
import { encodeHl7Text } from '../../codecs/hl7-charset.ts';

/** Field of the query's header, as its driver kept it. */
export const queried = (query: InstrumentMessage, field: string): string => query.details?.[field] ?? '';

/** Ids of the messages that one call makes: unique while the clock runs on. */
export const controlIdAt = (now: Date, index: number): string =>
  `${hl7Time(now)}${String(now.getMilliseconds()).padStart(3, '0')}${index}`;

/** Bytes in the charset that the analyzer named; ASCII analyzers get UTF-8, which is the same for what they can show. */
export function encodeFor(charset: string, text: string, usual: Hl7Encoding = 'utf-8'): Uint8Array {
  return encodeHl7Text(text, encodingNamed(charset) === null ? '' : charset, usual);
}

export type Sex = NonNullable<InstrumentOrder['patient']>['sex'];

/** Table 0001. */
export function sexCode(sex: Sex | undefined): string {
  switch (sex) {
    case 'male':
      return 'M';
    case 'female':
      return 'F';
    case 'unknown':
      return 'U';
    case undefined:
      return '';
    default:
      return sex satisfies never;
  }
}

export function patientSegment(
  patient: InstrumentOrder['patient'],
  idType = '',
  sexText: (sex: Sex | undefined) => string = sexCode,
): Hl7SegmentSpec {
  if (patient === undefined) return ['PID', { 1: 1 }];
  const { id, name, sex, birthDate } = patient;
  return ['PID', { 1: 1, 3: [id, '', '', '', idType], 5: [name], 7: hl7TimeFromIso(birthDate), 8: sexText(sex) }];
}
