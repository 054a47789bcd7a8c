// What other systems get of exams: a report, its correction or recall, and a danger that was raised or taken back as ORU^R01; its state as ORM^O01.
import type { CriticalDocument } from '../critical/model.ts';
import { buildMessage, type Hl7SegmentSpec, hl7Time } from '../hl7/index.ts';
import type { ExamDocument } from '../orders/exam.ts';
import type { ExamReport } from '../reporting/exam-report.ts';
import { shownFields } from '../reporting/report-fields.ts';
import { head, type OutgoingHeader, sexCodes, visitCodes } from './result-message.ts';

export function examPersonSegments({ patient, visit }: ExamDocument): Hl7SegmentSpec[] {
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
      {
        1: '1',
        2: visitCodes[visit?.kind ?? 'outpatient'] ?? 'O',
        3: [visit?.departmentId ?? '', '', visit?.bed ?? ''],
        19: visit?.number ?? '',
      },
    ],
  ];
}

/** OBR-24, table 0074, from the modality. */
const sections: Readonly<Record<string, string>> = {
  CT: 'CT',
  MR: 'NMR',
  US: 'RUS',
  NM: 'NMS',
  PT: 'NMS',
  XA: 'XRC',
  ECG: 'EC',
};

function requestSegments(exam: ExamDocument, status: string, resultTime: string): Hl7SegmentSpec[] {
  const number = exam.requestNumber || exam.accessionNumber;
  return [
    ['ORC', { 1: 'RE', 2: number, 3: exam.accessionNumber }],
    [
      'OBR',
      {
        1: '1',
        2: number,
        3: exam.accessionNumber,
        4: [exam.procedureCode, exam.procedureName],
        7: hl7Time(exam.acquiredAt),
        13: exam.clinicalDiagnosis,
        16: ['', exam.requestedBy],
        18: exam.accessionNumber,
        22: resultTime,
        24: sections[exam.modality] ?? 'RAD',
        25: status,
      },
    ],
  ];
}

type Observation = {
  type: 'TX' | 'NM' | 'ST' | 'CE';
  code: [string, string] | [string, string, string];
  value: string | string[];
  unit?: string;
  flag?: string;
};

function observations(list: readonly Observation[], status: string, time: string, by: string): Hl7SegmentSpec[] {
  return list.map(
    ({ type, code, value, unit, flag }, index): Hl7SegmentSpec => [
      'OBX',
      { 1: String(index + 1), 2: type, 3: code, 5: value, 6: unit, 8: flag, 11: status, 14: time, 16: ['', by] },
    ],
  );
}

const valueType = (value: string): 'NM' | 'ST' => (/^-?\d+(\.\d+)?$/u.test(value) ? 'NM' : 'ST');

/** LOINC parts of an imaging report: 59776-5 findings, 19005-8 impression; 18782-3 the study it is about. */
function textsOf(exam: ExamDocument, report: ExamReport): Observation[] {
  const { content } = report;
  const flag = content.positive === null ? undefined : content.positive ? 'A' : 'N';
  // The ECG station writes its statements into the conclusion: what stands there already is not said twice.
  const said = new Set(content.impression.split('\n').map((line) => line.trim()));
  const unsaid = content.statements.map(({ text }) => text).filter((text) => !said.has(text.trim()));
  const impression = [...unsaid, content.impression].filter(Boolean).join('\n');
  return [
    { type: 'TX', code: ['59776-5', '检查所见'], value: content.findings },
    { type: 'TX', code: ['19005-8', '诊断意见'], value: impression, flag },
    ...content.statements
      .filter(({ code }) => code !== '')
      .map(({ code, text }): Observation => ({ type: 'CE', code: ['STATEMENT', '诊断条目'], value: [code, text] })),
    ...content.measurements.map(
      ({ label, value, unit }): Observation => ({
        type: valueType(value),
        code: ['MEASUREMENT', label],
        value,
        unit,
      }),
    ),
    // One OBX a field: its key in the local coding system (table 0396, L), its name, its unit.
    ...shownFields(content).map(
      ({ key, label, kind, value, unit }): Observation => ({
        type: kind === 'number' ? valueType(value) : 'ST',
        code: [key, label, 'L'],
        value,
        unit,
      }),
    ),
    ...exam.objects
      .filter(({ kind }) => kind === 'study')
      .map(
        ({ id, description }): Observation => ({
          type: 'ST',
          code: ['113014', description || 'Study Instance UID'],
          value: id,
        }),
      ),
  ];
}

/** The request number that a reported exam got, or got instead of another one (RAD-45). */
export interface Renumbered {
  before: string;
  after: string;
}

/** OBX-11: F for the first edition, C for a later one and for one that was sent under another request number, W for a recalled one. */
export function examReportMessage(
  header: OutgoingHeader,
  exam: ExamDocument,
  report: ExamReport,
  renumbered?: Renumbered,
): string {
  const corrected = report.edition > 1 || renumbered !== undefined;
  const status = report.state === 'recalled' ? 'W' : corrected ? 'C' : 'F';
  const released = hl7Time(report.releasedAt);
  const notes = [
    ...(report.edition > 1 && report.amendReason !== '' ? [`更正: ${report.amendReason}`] : []),
    ...(renumbered ? [`申请单号: ${renumbered.before || '无'} → ${renumbered.after}`] : []),
    ...(report.recall === null ? [] : [`召回: ${report.recall.reason}`]),
  ];
  return buildMessage([
    head(header),
    ...examPersonSegments(exam),
    ...requestSegments(exam, status === 'W' ? 'R' : status, released),
    ...observations(textsOf(exam, report), status, released, report.reviewer),
    ...notes.map((text, index): Hl7SegmentSpec => ['NTE', { 1: String(index + 1), 3: text }]),
  ]);
}

/** Before the report is out: OBX-11 P and AA, W when a person says that it was none. */
export function examCriticalMessage(header: OutgoingHeader, exam: ExamDocument, critical: CriticalDocument): string {
  const status = critical.state === 'withdrawn' ? 'W' : 'P';
  const raised = hl7Time(critical.raisedAt);
  const said = critical.steps.findLast(({ kind }) => kind === (status === 'W' ? 'withdrawn' : 'raised'));
  const note = status === 'P' ? `危急值: ${critical.value}` : `危急值撤销: ${said?.note ?? ''}`;
  return buildMessage([
    head(header),
    ...examPersonSegments(exam),
    ...requestSegments(exam, status === 'P' ? 'P' : 'R', raised),
    ...observations(
      [{ type: 'ST', code: [critical.testCode, critical.testName], value: critical.value, flag: 'AA' }],
      status,
      raised,
      said?.by ?? '',
    ),
    ['NTE', { 1: '1', 3: note }],
  ]);
}

/** States that change what the ordering system may do with the request: an examined one is no longer refunded, a cancelled one is, until that is taken back (RAD-12, RAD-13). */
export const toldStates = ['registered', 'acquired', 'cancelled', 'reinstated'] as const;
export type ToldState = (typeof toldStates)[number];

/** ORC-5, table 0038: in process, completed, cancelled. */
const orderStatus: Readonly<Record<ToldState, string>> = {
  registered: 'IP',
  acquired: 'CM',
  cancelled: 'CA',
  reinstated: 'IP',
};

/** What the cashier wants to know, in words. */
function notesOf(state: ToldState, reason: string): string[] {
  if (state === 'acquired') return ['已确认执行，不可退费'];
  if (state === 'reinstated') return ['取消已撤销，检查照做，请勿退费'];
  return state === 'cancelled' ? [...(reason === '' ? [] : [`取消: ${reason}`]), '已取消，可退费'] : [];
}

/** ORC-1, table 0119: the status changed, or the filler cancelled. @param at when it came to that state */
export function examStateMessage(header: OutgoingHeader, exam: ExamDocument, state: ToldState, at: string): string {
  const number = exam.requestNumber || exam.accessionNumber;
  const reason = state === 'cancelled' ? exam.cancelReason : '';
  return buildMessage([
    head(header, ['ORM', 'O01', 'ORM_O01']),
    ...examPersonSegments(exam),
    [
      'ORC',
      {
        1: state === 'cancelled' ? 'OC' : 'SC',
        2: number,
        3: exam.accessionNumber,
        5: orderStatus[state],
        9: hl7Time(at),
      },
    ],
    [
      'OBR',
      {
        1: '1',
        2: number,
        3: exam.accessionNumber,
        4: [exam.procedureCode, exam.procedureName],
        7: state === 'acquired' ? hl7Time(exam.acquiredAt) : '',
        18: exam.accessionNumber,
        24: sections[exam.modality] ?? 'RAD',
      },
    ],
    ...notesOf(state, reason).map((text, index): Hl7SegmentSpec => ['NTE', { 1: String(index + 1), 3: text }]),
  ]);
}
