// A study that nobody registered gets its exam and belongs to it, in one step (补登记, RAD-07): both or neither. Taken back like any match.
import type { z } from 'zod';
import type { OnFile, RegisterStudy } from '../../../core/imaging/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { PatientBrief } from '../../../core/patient/model.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { lockExamRow, moveStudy, personOnFile, registerForImages } from '../orders/module.ts';
import { decide, keep, studyOf } from './reconcile.ts';
import type { ArchivedStudy } from './studies.ts';

/**
 * @throws STATE_REFUSED for a study that has an exam by now or was removed, VERSION_CONFLICT after another decision about it,
 * IDENTITY_CLASH for a number of somebody who was not chosen, RIGHT_MISSING
 */
export function registerStudy(
  kernel: Kernel,
  caller: Caller,
  input: z.output<typeof RegisterStudy>,
): Promise<{ study: ArchivedStudy; exam: ExamDocument }> {
  const name = 'imaging.registerStudy';
  const request = { ...input.command, name, right: 'radiology.archive' as const, subject: input.studyUid, input };
  return kernel.command(caller, request, async (work) => {
    let examId = '';
    const study = await decide(kernel, work, name, { ...input, reason: '补登记' }, async (unit, row) => {
      if (row.removed_at || row.exam_id)
        throw fail('STATE_REFUSED', { studyUid: row.uid, state: row.removed_at ? 'removed' : 'matched' });
      const exam = await registerForImages(kernel, unit, input);
      examId = exam.id;
      const before = { examId: null, patientId: row.patient_uuid };
      await keep(unit, row.uid, '补登记', before, { examId, patientId: exam.patient.id });
      await moveStudy(unit, studyOf(row), null, examId);
      return { exam_id: examId, patient_uuid: exam.patient.id };
    });
    return { study, exam: await lockExamRow(work.tx, examId) };
  });
}

/** Who has the number that is typed, by the same rule as the registration itself. */
export function onFile(
  kernel: Kernel,
  caller: Caller,
  { patient, institutionId }: z.output<typeof OnFile>,
): Promise<{ patient: PatientBrief | null }> {
  const entry: AuditEntry = { act: 'imaging.onFile', subject: '' };
  return kernel.read(caller, 'radiology.archive', entry, async (tx) => {
    const found = await personOnFile(kernel, { tx, caller }, patient, institutionId);
    entry.patientId = found.onFile?.id ?? null;
    return { patient: found.onFile };
  });
}
