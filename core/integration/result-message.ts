// What the HIS gets from the laboratory as ORU^R01: a released report, its correction or recall, a rejection, a critical value.

import type { CriticalDocument } from '../critical/model.ts';
import { buildMessage, type Hl7SegmentSpec, headerSegment, hl7Time } from '../hl7/index.ts';
import type { SpecimenDocument } from '../lab/model.ts';
import type { LabReport, ReportLine } from '../reporting/model.ts';

export interface OutgoingHeader {
  controlId: string;
  /** `yyyyMMddHHmmss` in the hospital's zone. */
  time: string;
  sendingFacility: string;
  receivingApplication: string;
  /** MSH-18, e.g. `UNICODE UTF-8` or `GB 18030-2000`. */
  charset: string;
}

/** HL7 table 0001; what was asked and not said is unknown to the receiver too. */
export const sexCodes = { male: 'M', female: 'F', unknown: 'U', unspecified: 'U' } as const;
export const visitCodes: Record<string, string> = { inpatient: 'I', emergency: 'E', outpatient: 'O', checkup: 'P' };

/** HL7 table 0078 from what is printed beside the value. */
const flagCodes: Record<ReportLine['mark'], string> = {
  '': 'N',
  low: 'L',
  high: 'H',
  criticalLow: 'LL',
  criticalHigh: 'HH',
  abnormal: 'A',
  criticalAbnormal: 'AA',
};

export function head(
  header: OutgoingHeader,
  type: readonly [string, string, string] = ['ORU', 'R01', 'ORU_R01'],
): Hl7SegmentSpec {
  return headerSegment({
    sendingApplication: 'YISHU',
    sendingFacility: header.sendingFacility,
    receivingApplication: header.receivingApplication,
    time: header.time,
    type: [...type],
    controlId: header.controlId,
    charset: header.charset,
  });
}

function patientSegments(document: SpecimenDocument): Hl7SegmentSpec[] {
  const { patient, visit } = document;
  return [
    [
      'PID',
      {
        1: '1',
        3: [patient.number, '', '', '', 'PI'],
        5: [patient.name],
        7: patient.birthDate?.replaceAll('-', ''),
        8: sexCodes[patient.sex],
      },
    ],
    [
      'PV1',
      { 1: '1', 2: visitCodes[visit.kind] ?? 'O', 3: [visit.departmentId, '', visit.bed ?? ''], 19: visit.number },
    ],
  ];
}

function request(
  document: SpecimenDocument,
  status: string,
  orderNumbers: string[],
  resultTime: string,
): Hl7SegmentSpec[] {
  const number = orderNumbers[0] ?? document.barcode;
  return [
    ['ORC', { 1: 'RE', 2: number, 3: document.barcode }],
    [
      'OBR',
      {
        1: '1',
        2: number,
        3: document.barcode,
        4: [document.items[0]?.itemCode ?? '', document.items.map((item) => item.itemName).join('+')],
        7: hl7Time(document.milestones.collectedAt),
        14: hl7Time(document.milestones.receivedAt),
        15: document.specimenType,
        16: ['', document.orderingDoctor],
        22: resultTime,
        25: status,
      },
    ],
  ];
}

/** A released report: OBX-11 F, or C from its second version on. OBR-2 names the HIS's order numbers. */
export function reportMessage(
  header: OutgoingHeader,
  document: SpecimenDocument,
  report: LabReport,
  orderNumbers: string[],
): string {
  const status = report.state === 'recalled' ? 'W' : report.version > 1 ? 'C' : 'F';
  const released = hl7Time(report.releasedAt);
  return buildMessage([
    head(header),
    ...patientSegments(document),
    ...request(document, status === 'W' ? 'R' : status, orderNumbers, released),
    ...report.lines.map((line, index): Hl7SegmentSpec => {
      const numeric = /^[<>]?=?-?\d+(\.\d+)?$/.test(line.value);
      return [
        'OBX',
        {
          1: String(index + 1),
          2: numeric && /^-?\d/.test(line.value) ? 'NM' : 'ST',
          3: [line.testCode, line.name],
          5: line.value,
          6: line.unit,
          7: line.range,
          8: flagCodes[line.mark],
          11: status,
          14: hl7Time(report.testedAt),
          16: ['', report.reviewedBy],
        },
      ];
    }),
    ...(report.remark ? [['NTE', { 1: '1', 3: report.remark }] satisfies Hl7SegmentSpec] : []),
    ...(report.recall ? [['NTE', { 1: '2', 3: `召回: ${report.recall.reason}` }] satisfies Hl7SegmentSpec] : []),
  ]);
}

/** LAB-28: the specimen was not accepted; OBR-25 X, the reason in OBX and NTE. */
export function rejectionMessage(header: OutgoingHeader, document: SpecimenDocument, orderNumbers: string[]): string {
  const rejection = document.rejection;
  return buildMessage([
    head(header),
    ...patientSegments(document),
    ...request(document, 'X', orderNumbers, hl7Time(rejection?.at ?? null)),
    [
      'OBX',
      {
        1: '1',
        2: 'CE',
        3: ['REJECT', '标本拒收'],
        5: [rejection?.reasonCode ?? '', rejection?.reason ?? ''],
        11: 'X',
        14: hl7Time(rejection?.at ?? null),
        16: [rejection?.by.id ?? '', rejection?.by.name ?? ''],
      },
    ],
    ['NTE', { 1: '1', 3: `标本拒收: ${rejection?.reason ?? ''}` }],
  ]);
}

/** LAB-67: the clinician is alerted before the report is out; OBX-11 P, OBX-8 LL, HH or AA. */
export function criticalMessage(
  header: OutgoingHeader,
  document: SpecimenDocument,
  critical: CriticalDocument,
  orderNumbers: string[],
): string {
  const flag = { low: 'LL', high: 'HH', abnormal: 'AA' }[critical.direction];
  return buildMessage([
    head(header),
    ...patientSegments(document),
    ...request(document, 'P', orderNumbers, hl7Time(critical.raisedAt)),
    [
      'OBX',
      {
        1: '1',
        2: 'ST',
        3: [critical.testCode, critical.testName],
        5: critical.value,
        6: critical.unit,
        7: critical.limitText,
        8: flag,
        11: 'P',
        14: hl7Time(critical.raisedAt),
      },
    ],
    ['NTE', { 1: '1', 3: `危急值: ${critical.testName} ${critical.value} ${critical.unit}` }],
  ]);
}
