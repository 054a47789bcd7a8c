// The text that the asking institution wrote beforehand (初写), sent or replaced after the request: until somebody reports (RAD-68).

import { fail } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { actsFor } from './exam-reach.ts';
import { type ExamContext, isReported, next, refused } from './exam-rules.ts';

/** @throws STATE_REFUSED without an open request or once somebody reports, RIGHT_MISSING for another institution */
export function withPreliminaryText(
  exam: ExamDocument,
  text: { findings: string; impression: string },
  { by, now }: ExamContext,
): ExamDocument {
  const { remote } = exam;
  const isOpen = remote !== null && remote.state !== 'withdrawn' && remote.state !== 'done';
  if (!isOpen || isReported(exam) || exam.report.state !== 'none')
    throw refused(exam, 'preliminaryText', { remote: remote?.state ?? null });
  if (!actsFor(by, exam.service, remote.fromInstitutionId, ['register', 'acquire', 'write']))
    throw fail('RIGHT_MISSING', { act: 'preliminaryText', institution: by.institutionId });
  if (remote.preliminaryFindings === text.findings && remote.preliminaryImpression === text.impression) return exam;
  return next(exam, {
    remote: {
      ...remote,
      preliminaryFindings: text.findings,
      preliminaryImpression: text.impression,
      history: [...remote.history, { act: 'preliminary', by: by.personName, at: now, reason: '' }],
    },
  });
}
