// Who sees and says what about quality: graders all of it, technicians what concerns their own exams, QC managers the figures.
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ExamQuality, QualityPerson } from '../../../core/quality/model.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel, Tx } from '../../kernel/types.ts';
import { actorOf, maySeeExam, ownInstitution } from '../orders/module.ts';

/** @throws LOGIN_REQUIRED: quality is said by a person, never by a station or the server */
export function personOf(caller: Caller): QualityPerson {
  if (caller.person === null) throw fail('LOGIN_REQUIRED');
  return { personId: caller.person.id, personName: caller.person.name };
}

const mayGrade = ({ rights }: Caller) => rights.includes('radiology.grade') || rights.includes('radiology.quality');

/** Grades are no part of the report: whoever only reads reports does not see them. Technicians see what `shownQuality` leaves. */
export function maySeeQuality(caller: Caller): boolean {
  return caller.mode === 'system' || mayGrade(caller) || caller.rights.includes('radiology.acquire');
}

/** A technician is shown grades of the images that he took, and no grades of other people's reports. */
export function shownQuality(caller: Caller, quality: ExamQuality): ExamQuality {
  if (caller.mode === 'system' || mayGrade(caller)) return quality;
  const own = quality.technician !== null && quality.technician.personId === caller.person?.id;
  return {
    ...quality,
    images: own ? quality.images : null,
    reports: {},
    history: quality.history.filter(({ part }) => part === 'repeats' || (own && part === 'images')),
  };
}

/** @throws RIGHT_MISSING, LOGIN_REQUIRED; STATE_REFUSED for an exam that is not radiology's */
export async function requireExam(
  kernel: Kernel,
  tx: Tx,
  caller: Caller,
  exam: ExamDocument,
  right: 'radiology.grade' | 'radiology.acquire',
): Promise<void> {
  requireAccess(caller, right);
  if (!maySeeExam(caller, await actorOf(kernel, tx, caller), exam))
    throw fail('RIGHT_MISSING', { right: 'radiology.view' });
  if (exam.service !== 'radiology') throw fail('STATE_REFUSED', { examId: exam.id, service: exam.service });
}

/** The institution that a QC manager's figures are limited to; empty: the server's own sees the whole network. */
export async function institutionLimit(kernel: Kernel, db: Kernel['db'], caller: Caller): Promise<string> {
  const { institutionId } = await actorOf(kernel, db, caller);
  const own = (await ownInstitution(kernel, db)).id;
  return institutionId === null || institutionId === own ? '' : institutionId;
}
