// The words that a layout puts on paper: names and values of fields, and placeholders in free text.
import { ageText } from '../kernel/age.ts';
import { localMinute } from '../kernel/hospital-time.ts';
import type { ExamReport } from './exam-report.ts';
import type { ExamReportHead } from './exam-report-hash.ts';
import type { LayoutField } from './paper-layout.ts';

/** What may stand in `{…}`; the administrator's guide lists them. */
export const placeholders = [
  'hospital',
  'institution',
  'readAt',
  'title',
  'procedure',
  'modality',
  'bodyPart',
  'accession',
  'request',
  'patient',
  'patientNumber',
  'department',
  'requestedBy',
  'author',
  'reviewer',
  'released',
  'printed',
  'printedBy',
  'edition',
] as const;
export type Placeholder = (typeof placeholders)[number];

export interface PrintedReport {
  report: ExamReport;
  head: ExamReportHead;
  /** ISO 8601. */
  printedAt: string;
  printedBy: string;
}

const isPlaceholder = (name: string): name is Placeholder => placeholders.some((known) => known === name);
const inBraces = /\{([^{}]*)\}/gu;
const optional = /\[([^[\]]*)\]/gu;

/** Names in braces that mean nothing. */
export function unknownPlaceholders(text: string): string[] {
  return [...text.matchAll(inBraces)].map(([, name = '']) => name).filter((name) => !isPlaceholder(name));
}

/** What of a text is printed whatever the report says: for the room that it takes at least. */
export const fixedWords = (text: string): string => text.replaceAll(inBraces, '');

const minute = (instant: string | null): string => (instant === null ? '' : localMinute(instant));

export function placeholderValues({ report, head, printedAt, printedBy }: PrintedReport): Record<Placeholder, string> {
  const signer = (role: 'author' | 'reviewer') => report.signatures.find((one) => one.role === role)?.personName ?? '';
  return {
    hospital: head.hospital,
    institution: head.institutionName,
    readAt: head.readAt,
    title: report.content.title || `${head.procedureName}报告单`,
    procedure: head.procedureName,
    modality: head.modality,
    bodyPart: head.bodyPart,
    accession: head.accessionNumber,
    request: head.requestNumber,
    patient: head.patient.name,
    patientNumber: head.patient.number,
    department: head.visit.departmentName,
    requestedBy: head.requestedBy,
    author: signer('author'),
    reviewer: signer('reviewer'),
    released: minute(report.releasedAt),
    printed: minute(printedAt),
    printedBy,
    edition: String(report.edition),
  };
}

/** `[诊断机构：{readAt}。]` is left out whole where `readAt` is empty; brackets without a placeholder are just brackets. */
export function filledWords(text: string, values: Readonly<Record<Placeholder, string>>): string {
  const fill = (part: string) =>
    part.replaceAll(inBraces, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole));
  // A value is put in after the brackets are read: brackets in a name are not ours.
  const kept = text.replaceAll(optional, (whole, inner: string) => {
    const named = [...inner.matchAll(inBraces)].flatMap(([, name = '']) => (isPlaceholder(name) ? [name] : []));
    if (named.length === 0) return whole;
    return named.every((name) => values[name] !== '') ? inner : '';
  });
  return fill(kept);
}

const sexWord = { male: '男', female: '女', unknown: '未知', unspecified: '未说明' } as const;
const visitWord: Readonly<Record<string, string>> = {
  outpatient: '门诊号',
  emergency: '急诊号',
  inpatient: '住院号',
  checkup: '体检号',
};

/** What a field is called on paper. The number of a visit is called by the kind of visit. */
export const fieldLabel: Readonly<Record<LayoutField, string>> = {
  name: '姓名',
  sex: '性别',
  age: '年龄',
  birthDate: '出生日期',
  patientNumber: '病历号',
  visitNumber: '就诊号',
  department: '科室',
  bed: '床号',
  requestedBy: '申请医生',
  requestNumber: '申请单号',
  accessionNumber: '检查号',
  procedure: '检查项目',
  modality: '检查类型',
  bodyPart: '部位',
  acquiredAt: '检查时间',
  clinicalDiagnosis: '临床诊断',
  institution: '检查机构',
  readAt: '诊断机构',
  positive: '阳性/阴性',
};

export const fieldLabelOf = (field: LayoutField, head: ExamReportHead): string =>
  field === 'visitNumber' ? (visitWord[head.visit.kind] ?? fieldLabel.visitNumber) : fieldLabel[field];

/** The value of a field, a dash where a step has not happened; empty when it is not known. */
export function fieldValue(field: LayoutField, { report, head }: Pick<PrintedReport, 'report' | 'head'>): string {
  const { patient, visit } = head;
  switch (field) {
    case 'name':
      return patient.name;
    case 'sex':
      return sexWord[patient.sex];
    case 'age':
      return ageText(patient.birthDate, head.acquiredAt ?? report.releasedAt ?? report.savedAt);
    case 'birthDate':
      return patient.birthDate ?? '';
    case 'patientNumber':
      return patient.number;
    case 'visitNumber':
      return visit.number;
    case 'department':
      return visit.departmentName;
    case 'bed':
      return visit.bed;
    case 'requestedBy':
      return head.requestedBy;
    case 'requestNumber':
      return head.requestNumber;
    case 'accessionNumber':
      return head.accessionNumber;
    case 'procedure':
      return head.procedureName;
    case 'modality':
      return head.modality;
    case 'bodyPart':
      return head.bodyPart;
    case 'acquiredAt':
      return head.acquiredAt === null ? '—' : minute(head.acquiredAt);
    case 'clinicalDiagnosis':
      return head.clinicalDiagnosis;
    case 'institution':
      return head.institutionName;
    case 'readAt':
      return head.readAt;
    case 'positive':
      return report.content.positive === null ? '' : report.content.positive ? '阳性' : '阴性';
    default:
      throw new Error(`unknown field ${String(field satisfies never)}`);
  }
}
