// The danger of an exam as critical documents: one for each finding, raised once while it stands.
import type { ExamDocument } from '../orders/exam.ts';
import { type CriticalDocument, type CriticalTimes, defaultCriticalTimes, isStanding, minutesAfter } from './flow.ts';

export interface ExamCriticalContext {
  now: string;
  by: string;
  newId: () => string;
  departmentPhone?: string;
  doctorId?: string;
  heads?: CriticalDocument['heads'];
  times?: CriticalTimes;
}

/** A person who confirms the machine's words, or says the same again, raises nothing new. */
export function raiseExamCritical(
  exam: ExamDocument,
  existing: readonly CriticalDocument[],
  context: ExamCriticalContext,
): CriticalDocument[] {
  const standing = existing.filter((one) => one.subjectId === exam.id && isStanding(one));
  const isKnown = (code: string, text: string) =>
    standing.some((one) => one.value === text || (code !== 'person' && one.testCode === code));
  return (exam.risk?.reasons ?? [])
    .filter(({ code, text }) => !isKnown(code, text))
    .map(({ code, text }) => ({
      id: context.newId(),
      version: 1,
      area: exam.service,
      subjectId: exam.id,
      testCode: code,
      testName: exam.procedureName,
      resultId: context.newId(),
      value: text,
      unit: '',
      direction: 'abnormal',
      limitText: exam.risk?.by === 'machine' ? '疑似' : '',
      patientName: exam.patient.name,
      patientId: exam.patient.id,
      barcode: exam.accessionNumber,
      departmentId: exam.departmentId,
      departmentName: exam.departmentName,
      departmentPhone: context.departmentPhone,
      orderingDoctor: exam.requestedBy,
      doctorId: context.doctorId,
      heads: context.heads,
      groupId: exam.service,
      state: 'open',
      raisedAt: context.now,
      escalateAt: minutesAfter(context.now, (context.times ?? defaultCriticalTimes).callMinutes),
      steps: [{ kind: 'raised', at: context.now, by: context.by }],
    }));
}
