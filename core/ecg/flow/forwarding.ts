// Whether a recording goes to a centre by itself (自动上传): the institution's rule, how dangerous it is, and whether the exam may still go.
import type { ExamDocument } from '../../orders/exam.ts';
import type { DangerLevel } from './recording.ts';
import type { EcgSettings } from './settings.ts';

type Rule = EcgSettings['forwarding'][number];

function wants({ which }: Rule, level: DangerLevel): boolean {
  switch (which) {
    case 'all':
      return true;
    case 'abnormal':
      // Not known is not normal.
      return level !== 'normal';
    case 'critical':
      return level === 'critical';
    default:
      throw new Error(`unknown choice ${String(which satisfies never)}`);
  }
}

/** The institution that reads it, or null: nobody but where it was recorded. What a person asked for or took back stands. */
export function forwardTo(
  exam: ExamDocument,
  level: DangerLevel,
  settings: Pick<EcgSettings, 'forwarding'>,
): string | null {
  if (exam.remote !== null || exam.report.state !== 'none') return null;
  if (exam.state !== 'registered' && exam.state !== 'acquired') return null;
  const rule = settings.forwarding.find(
    ({ active, fromInstitutionId }) => active && fromInstitutionId === exam.institutionId,
  );
  if (!rule || rule.toInstitutionId === exam.institutionId || !wants(rule, level)) return null;
  return rule.toInstitutionId;
}
