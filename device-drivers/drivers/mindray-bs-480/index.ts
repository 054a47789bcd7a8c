// Mindray BS-480 chemistry analyzer: HL7 2.3.1, one test a message, work list by QRY^Q02, control results inside OBR.
// Source: Mindray Host Interface Manual for BS analyzers. BS-200 to BS-800 and the CL lines speak the same.

import {
  buildMessage,
  fieldText,
  get,
  type Hl7Header,
  type Hl7SegmentSpec,
  headerSegment,
  hl7Time,
  isoFromHl7Time,
} from '../../../core/hl7/index.ts';
import type { InstrumentResult } from '../../../core/lab/instrument-message.ts';
import { encodeHl7Text } from '../../codecs/hl7-charset.ts';
import type { Driver, SimulatedSpecimen } from '../../driver.ts';
import { namedResults } from '../shared/hl7-collect.ts';
import type { Collected, Hl7Context, ResultKind } from '../shared/hl7-dialect.ts';
import { answerByDisplay } from '../shared/hl7-display-answer.ts';
import { defineHl7Driver } from '../shared/hl7-driver.ts';
import type { Hl7Group } from '../shared/hl7-groups.ts';
import { isNoValue } from '../shared/hl7-results.ts';
import { channels } from './channels.ts';

/** MSH-16: 0 sample, 1 calibration, 2 quality control. */
function kindOf(_group: Hl7Group, { header }: Hl7Context): ResultKind {
  if (header.messageClass === '2') return 'qc';
  return header.messageClass === '1' ? 'event' : 'results';
}

const filled = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));

/** A control run has no OBX: test in OBR-2/3, material 13, lot 14, expiry 15, level 17, target 18, SD 19, value 20, unit 21. */
function controlRun({ obr }: Hl7Group): Collected {
  const value = get(obr, 20);
  const time = isoFromHl7Time(get(obr, 8)) ?? isoFromHl7Time(get(obr, 7)) ?? isoFromHl7Time(get(obr, 6));
  const result: InstrumentResult = { code: get(obr, 2), name: get(obr, 3) || undefined, value, flags: [] };
  if (get(obr, 21) !== '') result.unit = get(obr, 21);
  if (time !== undefined) result.time = time;
  if (isNoValue(value)) result.noValue = true;
  const control = filled({ material: get(obr, 13), lot: get(obr, 14), level: get(obr, 17) });
  const details = {
    expiry: get(obr, 15),
    targetMean: get(obr, 18),
    targetSd: get(obr, 19),
    specimenType: '',
    clinicalInformation: '',
  };
  return { results: result.code === '' ? [] : [result], details, control };
}

/** OBX-3 is the channel number, OBX-4 its name, OBX-9 a qualitative reading, OBX-13 the value before correction by the user. */
function patientRun(group: Hl7Group, context: Hl7Context): Collected {
  const testTime = isoFromHl7Time(get(group.obr, 7));
  const byPosition = new Map(group.observations.map(({ obx }) => [get(obx, 3), obx]));
  const results = namedResults(group.observations, context).map((result): InstrumentResult => {
    const obx = byPosition.get(result.code);
    const { subId, ...others } = result.qualifiers ?? {};
    const qualifiers = { ...others, ...filled({ qualitative: fieldText(obx, 9), original: fieldText(obx, 13) }) };
    const { qualifiers: _sent, ...rest } = result;
    return {
      ...rest,
      name: result.name ?? subId,
      ...(result.time === undefined && testTime !== undefined ? { time: testTime } : {}),
      ...(Object.keys(qualifiers).length > 0 ? { qualifiers } : {}),
    };
  });
  const details = {
    sampleNumber: get(group.obr, 3),
    bed: get(group.pid, 4),
    // The manual names OBR-15, the analyzer has been seen to use OBR-13.
    specimenType: get(group.obr, 15) || get(group.obr, 13),
    clinicalInformation: get(group.obr, 15) === '' ? '' : get(group.obr, 13),
  };
  return { results, details };
}

const collect = (group: Hl7Group, context: Hl7Context): Collected =>
  group.observations.length === 0 && kindOf(group, context) !== 'results'
    ? controlRun(group)
    : patientRun(group, context);

/** The CL lines and some BS set-ups leave sender and receiver empty: version, character set and MSH-16 show the dialect. */
function isNameless(header: Hl7Header): boolean {
  const { sendingApplication, sendingFacility, receivingApplication, receivingFacility, version, charset, type } =
    header;
  const named = [sendingApplication, sendingFacility, receivingApplication, receivingFacility].some(
    (name) => name !== '',
  );
  if (named || version !== '2.3.1' || charset !== 'ASCII') return false;
  return /^[0-2]$/.test(header.messageClass) || /^(?:QRY|QCK|DSR)$/.test(type);
}

function header(time: string, type: readonly string[], controlId: string, messageClass: string): Hl7SegmentSpec {
  const sender = { sendingApplication: 'Mindray', sendingFacility: 'BS-480' };
  return headerSegment({
    ...sender,
    time,
    type,
    controlId,
    version: '2.3.1',
    messageClass,
    charset: 'ASCII',
    upTo: 21,
  });
}

const isNumber = (value: string) => /^[-+]?\d+(?:\.\d+)?$/.test(value);

function controlSegments(specimen: SimulatedSpecimen, time: string): Hl7SegmentSpec[] {
  const { control, results } = specimen;
  return results.map((result, index): Hl7SegmentSpec => {
    const channel = channels.find(({ code }) => code === result.code);
    const unit = result.unit ?? channel?.unit ?? '';
    const fields = {
      1: index + 1,
      2: result.code,
      3: channel?.name ?? '',
      4: ['Mindray', 'BS-480'],
      6: time,
      13: control?.material,
      14: control?.lot,
      17: control?.level,
      20: result.value,
      21: unit,
    };
    return ['OBR', fields, 47];
  });
}

/** The analyzer itself sends one test a message; the simulator keeps a tube's tests together, which the manual allows. */
function simulate(specimen: SimulatedSpecimen): Uint8Array {
  const time = hl7Time(specimen.instrumentTime);
  const isControl = specimen.control !== undefined;
  const observations = specimen.results.map((result, index): Hl7SegmentSpec => {
    const channel = channels.find(({ code }) => code === result.code);
    const fields = {
      1: index + 1,
      2: isNumber(result.value) ? 'NM' : 'ST',
      3: result.code,
      4: channel?.name ?? '',
      5: result.value,
      6: result.unit ?? channel?.unit ?? '',
      7: channel?.range ?? '',
      8: result.flag ?? '',
      11: 'F',
      14: time,
    };
    return ['OBX', fields, 18];
  });
  const sample: Hl7SegmentSpec[] = [
    ['PID', { 1: 1 }],
    ['OBR', { 1: 1, 2: specimen.specimenId, 3: '1', 4: ['Mindray', 'BS-480'], 5: 'N', 7: time, 15: 'serum' }, 47],
    ...observations,
  ];
  const id = `${time}${specimen.specimenId}`.slice(-18);
  const body = isControl ? controlSegments(specimen, time) : sample;
  return encodeHl7Text(buildMessage([header(time, ['ORU', 'R01'], id, isControl ? '2' : '0'), ...body]), 'ASCII');
}

function simulateQuery(specimenIds: string[], now: Date): Uint8Array {
  const time = hl7Time(now);
  const segments: Hl7SegmentSpec[] = [
    header(time, ['QRY', 'Q02'], time.slice(-8), ''),
    ['QRD', { 1: time, 2: 'R', 3: 'D', 4: '1', 7: 'RD', 8: specimenIds[0] ?? '', 9: 'OTH', 12: 'T' }, 13],
    ['QRF', { 1: 'BS-480', 2: time, 3: time, 6: 'RCT', 7: 'COR', 8: 'ALL' }, 10],
  ];
  return encodeHl7Text(buildMessage(segments), 'ASCII');
}

export const driver: Driver = defineHl7Driver({
  id: 'mindray-bs-480',
  maker: 'Mindray',
  model: 'BS-480',
  title: { zh: '迈瑞 BS-480 全自动生化分析仪', en: 'Mindray BS-480 chemistry analyzer' },
  encoding: 'UTF-8',
  abilities: { query: true, orders: false },
  acknowledgement: 'mindray',
  reading: {
    usualEncoding: 'utf-8',
    // The bar code; the sample number of OBR-3 starts anew every day and names no tube.
    specimenId: ({ obr }, context) => (context.header.messageClass === '2' ? '' : get(obr, 2)),
    kindOf,
    collect,
  },
  recognises(header, start) {
    const { sendingApplication, sendingFacility, receivingApplication, receivingFacility } = header;
    const mindray = /^mindray$/i.test(sendingApplication) || /^mindray$/i.test(receivingApplication);
    const model = sendingFacility || receivingFacility;
    if (mindray && model === 'BS-480') return 1;
    if (mindray && /^(?:BS|CL)-?\d/.test(model)) return 0.8;
    if (/[\r\n]OBR\|[^\r\n]*\|Mindray\^BS-/.test(start)) return 0.8;
    return isNameless(header) ? 0.6 : 0;
  },
  simulate,
  simulateQuery,
  encodeAnswer: answerByDisplay,
  channels: channels.map(({ code, name, unit }) => ({ code, name, unit })),
});
