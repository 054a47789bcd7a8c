// One exam and one report content as tests of rules need them: each test changes what it is about.
import type { ExamDocument, ExamObject } from '../../core/orders/exam.ts';
import { type ExamFacts, newExam } from '../../core/orders/exam-flow.ts';
import type { ExamContext } from '../../core/orders/exam-rules.ts';
import type { ExamReportContent } from '../../core/reporting/exam-report.ts';

export const sampleNow = '2026-07-17T01:00:00.000Z';

const idOf = (tail: number): string => `00000000-0000-4000-8000-${String(tail).padStart(12, '0')}`;
export const personA = idOf(1);
export const personB = idOf(2);

/** Acts of a person at a time, in seconds after the samples' now. */
export function actingAs(
  personId: string,
  { seconds = 0, institutionId = 'own' as string | null, station = 'S1' } = {},
): ExamContext {
  const now = new Date(Date.parse(sampleNow) + seconds * 1000).toISOString();
  return { now, by: { personId, personName: personId === personA ? '甲' : '乙', stationName: station, institutionId } };
}

export function examFacts(part: Partial<ExamFacts> = {}): ExamFacts {
  return {
    service: 'radiology',
    patient: { id: idOf(9), number: 'P1', name: '张三', sex: 'male', birthDate: '1980-01-01' },
    visit: null,
    modality: 'CT',
    bodyPart: '颅脑',
    procedureCode: 'CT-HEAD',
    procedureName: '颅脑CT平扫',
    method: '平扫',
    clinicalDiagnosis: '',
    history: '',
    purpose: '',
    priority: 'routine',
    requestedBy: '李医生',
    requestNumber: '',
    departmentId: 'W1',
    departmentName: '神经内科',
    departmentPhone: '8201',
    room: '',
    deviceId: '',
    scheduledAt: null,
    ...part,
  };
}

export function sampleExam(part: Partial<ExamFacts> = {}, from: 'request' | 'desk' = 'desk'): ExamDocument {
  return newExam(
    examFacts(part),
    {
      id: idOf(100),
      accessionNumber: '20260717100001',
      institutionId: 'own',
      institutionName: '本院',
      requestedAt: sampleNow,
      priorCount: 0,
      from,
    },
    actingAs(personA),
  );
}

export const sampleStudy: ExamObject = {
  kind: 'study',
  id: '1.2.3',
  arrivedAt: sampleNow,
  count: 10,
  description: '头颅',
};

export function reportContent(part: Partial<ExamReportContent> = {}): ExamReportContent {
  return {
    title: '',
    method: '',
    findings: '所见',
    impression: '诊断',
    positive: false,
    fields: {},
    statements: [],
    measurements: [],
    keyImages: [],
    templateId: '',
    ...part,
  };
}
