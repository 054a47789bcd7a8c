// The loop of a remote request is closed when the institution that asked prints the report that came back (RAD-58: 报告回传, 打印, 闭环).
import type { ExamDocument } from './exam.ts';
import type { ExamContext } from './exam-rules.ts';

/** The report in force was printed where it was asked for. A corrected or recalled one opens the loop again. */
export function isClosed({ remote, report }: Pick<ExamDocument, 'remote' | 'report'>): boolean {
  return remote?.state === 'done' && report.state === 'final' && remote.closed?.reportId === report.id;
}

/** After a print. The reader's own print closes nothing; neither does a second one of the same report. */
export function closedByPrint(exam: ExamDocument, reportId: string, { now, by }: ExamContext): ExamDocument['remote'] {
  const { remote } = exam;
  if (remote?.state !== 'done' || by.institutionId !== remote.fromInstitutionId) return remote;
  if (remote.closed?.reportId === reportId) return remote;
  return {
    ...remote,
    closed: { at: now, by: by.personName, reportId },
    history: [...remote.history, { act: 'closed', by: by.personName, at: now, reason: '' }],
  };
}
