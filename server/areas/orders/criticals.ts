// Dangers of exams as critical values: raised once for each finding, told to the HIS, taken back when a person says that it was none (ECG-34).
import { type ExamCriticalContext, raiseExamCritical } from '../../../core/critical/exam.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { readingInstitution } from '../../../core/orders/exam-remote.ts';
import type { Suspicion } from '../../../core/orders/exam-risk.ts';
import { suspect } from '../../../core/orders/exam-risk.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import { criticalsOf, saveCritical, withdrawStanding } from '../critical/module.ts';
import { peopleWithRight } from '../identity/module.ts';
import { examContext } from './acts.ts';
import { institutionOf, institutionsOf } from './institutions.ts';
import { lockExamRow, saveExam } from './store.ts';
import { reportSystems } from './told-systems.ts';

/** To whom the report will go; a program of another institution sees the danger in the state of its request besides. */
async function tell(work: CommandWork, exam: ExamDocument, criticalId: string): Promise<void> {
  const message = { interface: 'hl7' as const, type: 'ORU^R01', subject: exam.accessionNumber };
  for (const peer of await reportSystems(work.tx, exam))
    work.outgoing({ ...message, peer, payload: { kind: 'examCritical', examId: exam.id, criticalId } });
}

/**
 * Whom a finding of images is told to by name (RAD-44): the doctor who asked, where the name is that of one person of the place, and for
 * the escalation those who answer for the quality of radiology where it is read. The dangers of ECGs have recipients of their own.
 */
async function toldTo(
  kernel: Kernel,
  work: CommandWork,
  exam: ExamDocument,
): Promise<Pick<ExamCriticalContext, 'doctorId' | 'heads'>> {
  if (exam.service !== 'radiology') return {};
  const institutions = await institutionsOf(kernel, work.tx);
  const belongsTo = (departmentId: string) => institutionOf(institutions, departmentId)?.id;
  const reads = readingInstitution(exam) ?? exam.institutionId;
  const heads = (await peopleWithRight(work.tx, 'radiology.quality'))
    .filter(({ departmentId }) => belongsTo(departmentId) === reads)
    .map(({ personId, personName }) => ({ personId, name: personName }));
  const namesakes = await work.tx
    .selectFrom('person')
    .select(['id', 'department_id'])
    .where('name', '=', exam.requestedBy)
    .where('enabled', '=', true)
    .execute();
  const [doctor, ...others] = namesakes.filter(({ department_id }) => belongsTo(department_id) === exam.institutionId);
  return { heads, ...(doctor && others.length === 0 ? { doctorId: doctor.id } : {}) };
}

/** Raises the present danger of the exam, unless this very finding stands already. */
export async function raiseRisk(kernel: Kernel, work: CommandWork, exam: ExamDocument): Promise<void> {
  const existing = await criticalsOf(work.tx, exam.id);
  const department = await kernel.people.department(work.tx, exam.departmentId);
  const context = await examContext(kernel, work);
  const raised = raiseExamCritical(exam, existing, {
    now: context.now,
    by: context.by.personName,
    newId: work.newId,
    departmentPhone: department?.phone ?? undefined,
    ...(await toldTo(kernel, work, exam)),
  });
  for (const critical of raised) {
    await saveCritical(work, critical);
    work.audit({
      act: 'critical.raise',
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: critical.testCode,
    });
    await tell(work, exam, critical.id);
  }
}

/** Takes back every danger of the exam that stands; who was told is told again. */
export async function retractRisk(work: CommandWork, exam: ExamDocument, note: string): Promise<void> {
  for (const critical of await withdrawStanding(work, exam.id, note)) {
    work.audit({
      act: 'critical.withdraw',
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: critical.testCode,
    });
    await tell(work, exam, critical.id);
  }
}

/**
 * What a machine finds in an exam: it raises the danger at once, nobody has to confirm first (ECG-33, 34), and it never lowers one.
 * Called by the area that measures, inside its command.
 * @throws NOT_FOUND, STATE_REFUSED for a cancelled exam
 */
export async function suspectExam(
  kernel: Kernel,
  work: CommandWork,
  examId: string,
  found: Suspicion,
): Promise<ExamDocument> {
  const before = await lockExamRow(work.tx, examId);
  const after = await saveExam(work, before, suspect(before, found, await examContext(kernel, work)));
  if (after !== before && found.level === 'critical') await raiseRisk(kernel, work, after);
  return after;
}
