// A plain OUL^R22 and a LAW query, as any conforming analyzer would send them.

import { buildMessage, type Hl7SegmentSpec, headerSegment, hl7Time } from '../../../core/hl7/index.ts';
import { encodeHl7Text } from '../../codecs/hl7-charset.ts';
import type { SimulatedSpecimen } from '../../driver.ts';

const charset = 'UNICODE UTF-8';

const header = (time: string, type: readonly string[], controlId: string) =>
  headerSegment({ sendingApplication: 'ANALYZER', receivingApplication: 'LIS', time, type, controlId, charset });

const isNumber = (value: string) => /^[-+]?\d+(?:\.\d+)?$/.test(value);

export function simulate({ specimenId, instrumentTime, results, control }: SimulatedSpecimen): Uint8Array {
  const time = hl7Time(instrumentTime);
  const observations = results.map((result, index): Hl7SegmentSpec => {
    const fields = {
      1: index + 1,
      2: isNumber(result.value) ? 'NM' : 'ST',
      3: result.code,
      5: result.value,
      6: result.unit,
      8: result.flag,
      11: 'F',
      19: time,
    };
    return ['OBX', fields];
  });
  const inventory: Hl7SegmentSpec[] =
    control === undefined ? [] : [['INV', { 1: control.material, 2: 'OK', 3: 'CO', 16: control.lot }]];
  const segments: Hl7SegmentSpec[] = [
    header(time, ['OUL', 'R22', 'OUL_R22'], `${time}-${specimenId || (control?.lot ?? '')}`),
    ['SPM', { 1: 1, 2: specimenId, 11: control === undefined ? 'P' : 'Q' }],
    ...inventory,
    ['OBR', { 1: 1, 4: 'ALL' }],
    ...observations,
  ];
  return encodeHl7Text(buildMessage(segments), charset);
}

export function simulateQuery(specimenIds: string[], now: Date): Uint8Array {
  const time = hl7Time(now);
  const segments: Hl7SegmentSpec[] = [
    header(time, ['QBP', 'Q11', 'QBP_Q11'], `${time}-Q`),
    ['QPD', { 1: ['WOS', 'Work Order Step', 'IHELAW'], 2: `${time}-T`, 3: { repeats: specimenIds.map((id) => [id]) } }],
    ['RCP', { 1: 'I', 3: ['R', 'Real Time', 'HL70394'] }],
  ];
  return encodeHl7Text(buildMessage(segments), charset);
}
