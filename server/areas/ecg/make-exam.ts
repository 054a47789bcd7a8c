// An exam for a recording of somebody who walked in (就地补登记): whose it is says a person, never the number in the file alone.
import type { z } from 'zod';
import type { RecordingDocument, WalkIn } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { PatientBrief } from '../../../core/patient/model.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { factsOf, lockExamRow, makeExam, personOnFile, saveTyped } from '../orders/module.ts';
import { requireSight } from './access.ts';
import { type RecordingInput, remember } from './assign.ts';
import { placeRecording } from './place.ts';
import { lockRecording, requireVersion, saveRecording } from './store.ts';

type Typed = z.infer<typeof WalkIn>;

/** Who has the number that is typed, by the same rule as the registration itself. */
export function onFile(
  kernel: Kernel,
  caller: Caller,
  { patient }: { patient: Typed },
): Promise<{ patient: PatientBrief | null }> {
  const entry: AuditEntry = { act: 'ecg.onFile', subject: '' };
  return kernel.read(caller, 'ecg.register', entry, async (tx) => {
    const found = await personOnFile(kernel, { tx, caller }, patient, undefined);
    entry.patientId = found.onFile?.id ?? null;
    return { patient: found.onFile };
  });
}

/**
 * The person checked what the device said. A number of somebody on file is taken only for whom it was chosen for, and nobody queues for what
 * is done already.
 * @throws IDENTITY_CLASH for a number of somebody who was not chosen, or under whom other facts are on file; STATE_REFUSED when it has an exam
 */
export function makeExamOf(
  kernel: Kernel,
  caller: Caller,
  input: RecordingInput & {
    patient: z.infer<typeof WalkIn>;
    priority: ExamDocument['priority'];
    knownPatientId: string | null;
  },
): Promise<{ recording: RecordingDocument; exam: ExamDocument }> {
  const request = {
    ...input.command,
    name: 'ecg.makeExam',
    right: 'ecg.register' as const,
    subject: input.recordingId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = await lockRecording(work.tx, input.recordingId);
    await requireSight(kernel, work.tx, caller, row.doc, ['register']);
    requireVersion(row, input.expectedVersion);
    if (row.doc.state !== 'unmatched') throw fail('STATE_REFUSED', { recordingId: row.id, state: row.doc.state });
    const item = await work.tx
      .selectFrom('exam_item')
      .selectAll()
      .where('service', '=', 'ecg')
      .where('modality', '=', 'ECG')
      .where('active', '=', true)
      .orderBy('code')
      .executeTakeFirst();
    const { onFile: known } = await personOnFile(kernel, work, input.patient, undefined);
    if ((known?.id ?? null) !== input.knownPatientId)
      throw fail('IDENTITY_CLASH', { number: input.patient.number, fields: ['number'] });
    const who = await saveTyped(kernel, work, { patient: input.patient, visit: null });
    const facts = {
      service: 'ecg' as const,
      patient: input.patient,
      visit: null,
      modality: 'ECG',
      bodyPart: item?.body_part ?? '',
      procedureCode: item?.code ?? '',
      procedureName: item?.name ?? '常规心电图',
      method: item?.method ?? '',
      clinicalDiagnosis: '',
      history: '',
      purpose: '',
      priority: input.priority,
      requestedBy: caller.person?.name ?? '',
      requestNumber: '',
      room: '',
      deviceId: row.doc.source.deviceId ?? '',
      scheduledAt: null,
    };
    const made = await makeExam(kernel, work, factsOf(facts, who), { from: 'desk', elsewhere: true });
    await remember(work, row.doc, made.id, 'walk-in');
    const recording = await saveRecording(work, row, await placeRecording(kernel, work, row.doc, made.id, 'person'));
    work.audit({
      act: 'ecg.makeExam',
      subject: made.accessionNumber,
      patientId: made.patient.id,
      detail: recording.id,
    });
    return { recording, exam: await lockExamRow(work.tx, made.id) };
  });
}
