// The danger of an exam (危急程度): a machine suspects and only ever raises it, a person says what it is and may take it back.
import type { ExamDocument, ExamRisk } from './exam.ts';
import { requireExamState } from './exam-flow.ts';
import { dangerRank, type ExamContext, next } from './exam-rules.ts';

export interface Suspicion {
  level: ExamRisk['level'];
  reasons: ExamRisk['reasons'];
}

/** The machine's finding. What a person said stands; a milder finding than the present one changes nothing. */
export function suspect(exam: ExamDocument, found: Suspicion, context: ExamContext): ExamDocument {
  requireExamState(exam, 'risk');
  const risk: ExamRisk = { ...found, by: 'machine', at: context.now };
  const { risk: present } = exam;
  if (present?.by === 'person') return exam;
  // "Normal" by a machine is milder than "not looked at yet" and still news, as long as nothing worse was found.
  const isFirst = present === null || present.level === 'unknown';
  if (!isFirst && dangerRank(risk) >= dangerRank(present)) return exam;
  return next(exam, { risk });
}

/** What a person says about the danger, with the words for it. */
export function setRisk(
  exam: ExamDocument,
  said: { level: Exclude<ExamRisk['level'], 'unknown'>; text: string },
  context: ExamContext,
): ExamDocument {
  requireExamState(exam, 'risk');
  const reasons = [{ code: 'person', text: said.text, textEn: said.text }];
  return next(exam, { risk: { level: said.level, by: 'person', reasons, at: context.now } });
}
