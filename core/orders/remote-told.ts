// That the patient was told to collect the report that came back (RAD-58): by whom, when and how. A corrected report is told anew.
import { fail } from '../kernel/errors.ts';
import type { ExamDocument, TellWay } from './exam.ts';
import { actsFor } from './exam-reach.ts';
import { type ExamContext, next } from './exam-rules.ts';

/** `again`: what the patient was told of has been corrected since, or was recalled. Null while nobody told anything. */
export function toldState({ remote, report }: Pick<ExamDocument, 'remote' | 'report'>): 'told' | 'again' | null {
  if (!remote?.told) return null;
  return report.state === 'final' && remote.told.reportId === report.id ? 'told' : 'again';
}

/** The report is back and in force: there is something to collect. */
export const canTell = ({ remote, report }: Pick<ExamDocument, 'remote' | 'report'>): boolean =>
  remote?.state === 'done' && report.state === 'final' && report.id !== null;

/**
 * Telling once more is kept beside the first: the newest stands, the history has all.
 * @throws STATE_REFUSED while no report is back, RIGHT_MISSING for whoever is not of the institution that asked
 */
export function tellPatient(
  exam: ExamDocument,
  { way, note }: { way: TellWay; note: string },
  context: ExamContext,
): ExamDocument {
  const { remote, report } = exam;
  const { now, by } = context;
  if (remote === null || report.id === null || !canTell(exam))
    throw fail('STATE_REFUSED', {
      accessionNumber: exam.accessionNumber,
      state: remote?.state ?? 'none',
      report: report.state,
    });
  const expected = remote.fromInstitutionId;
  if (!actsFor(by, exam.service, expected, ['register', 'acquire', 'write']))
    throw fail('RIGHT_MISSING', { act: 'told', institution: by.institutionId, expected });
  const said = note.trim();
  return next(exam, {
    remote: {
      ...remote,
      told: { at: now, by: by.personName, reportId: report.id, way, note: said },
      history: [...remote.history, { act: `told.${way}`, by: by.personName, at: now, reason: said }],
    },
  });
}
