// Modality performed procedure step (PS3.4 annex F): the device says that it began, and that it ended or gave up.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { type DicomJson, toJson } from '../../../../core/dicom/json.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { beginStep, completeStep, discontinueStep } from '../../../../core/orders/exam-step.ts';
import { inflate } from '../../../areas/imaging/module.ts';
import { actOfDevice, examForStep, lockExamRow } from '../../../areas/orders/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { CommandWork, Kernel } from '../../../kernel/types.ts';
import type { Asked, AttributesAnswer, AttributesRequest } from '../dimse/services.ts';
import { DimseFailure, status } from '../dimse/status.ts';
import type { PeerExams } from './peers.ts';

export type MppsStatus = 'IN PROGRESS' | 'COMPLETED' | 'DISCONTINUED';

function read(request: Asked<AttributesRequest>): { uid: string; dataSet: DataSet } {
  if (!request.sopInstanceUid) throw new DimseFailure(status.missingAttribute, 'the step has no UID');
  if (!request.dataSet) throw new DimseFailure(status.missingAttribute, 'the step has no attributes');
  return {
    uid: request.sopInstanceUid,
    dataSet: readDataSet(request.dataSet, request.transferSyntaxUid, { inflate }).dataSet,
  };
}

const command = (kernel: Kernel, name: string, subject: string) => ({
  id: kernel.newId(),
  at: kernel.clock.now().toISOString(),
  name,
  right: null,
  subject,
});

/** @throws DimseFailure: a step is made once, and begins in progress (F.7.2.1.2) */
export async function createStep(
  kernel: Kernel,
  scope: PeerExams,
  request: Asked<AttributesRequest>,
): Promise<AttributesAnswer> {
  const { uid, dataSet } = read(request);
  if (dataSet.string('PerformedProcedureStepStatus') !== 'IN PROGRESS') {
    throw new DimseFailure(status.invalidAttributeValue, 'a step begins IN PROGRESS');
  }
  const scheduled = dataSet.item('ScheduledStepAttributesSequence');
  const accession = scheduled?.string('AccessionNumber') ?? '';
  const numbers = [accession, scheduled?.string('ScheduledProcedureStepID'), scheduled?.string('RequestedProcedureID')];
  const { callingAe, address } = request.association;
  const station = dataSet.string('PerformedStationAETitle') ?? callingAe;
  return kernel.command(systemCaller(address), command(kernel, 'dicom.mppsCreate', uid), async (work) => {
    const named = await examForStep(work, {
      numbers: numbers.map((number) => number ?? ''),
      patientNumber: dataSet.string('PatientID') ?? '',
    });
    const exam = named && isOf(named, scope) ? named : null;
    const made = await work.tx
      .insertInto('dicom_mpps')
      .values({
        sop_uid: uid,
        status: 'IN PROGRESS',
        station_aet: station,
        accession,
        study_uid: scheduled?.string('StudyInstanceUID') ?? '',
        exam_id: exam?.id ?? null,
        exam_was: exam?.state ?? '',
        began_at: work.now,
        ended_at: null,
        doc: JSON.stringify(toJson(dataSet)),
      })
      .onConflict((conflict) => conflict.column('sop_uid').doNothing())
      .returning('sop_uid')
      .executeTakeFirst();
    if (!made) throw new DimseFailure(status.duplicateInstance, 'the step was made before');
    work.audit({
      act: 'dicom.mppsCreate',
      subject: exam?.accessionNumber ?? (accession || uid),
      patientId: exam?.patient.id ?? null,
      detail: exam ? callingAe : `${callingAe}: no exam`,
    });
    if (exam) await actOfDevice(work, exam, station, (before, context) => beginStep(before, station, context));
    return { status: status.success };
  });
}

/** Why it was given up, in the words of the device (PS3.16 CID 9300). */
const reasonOf = (dataSet: DataSet): string =>
  dataSet.item('PerformedProcedureStepDiscontinuationReasonCodeSequence')?.string('CodeMeaning') ?? '';

/** A device that is registered for an institution or a service says nothing about the exams of others. */
const isOf = (exam: ExamDocument, { institutionId, service }: PeerExams): boolean =>
  (institutionId === '' || exam.institutionId === institutionId) && (service === '' || exam.service === service);

async function isGoingOn({ tx }: CommandWork, examId: string): Promise<boolean> {
  const query = tx.selectFrom('dicom_mpps').select('sop_uid').where('exam_id', '=', examId);
  return (await query.where('status', '=', 'IN PROGRESS').executeTakeFirst()) !== undefined;
}

/** @throws DimseFailure: what ended may not be changed any more (F.7.2.2.2) */
export async function setStep(kernel: Kernel, request: Asked<AttributesRequest>): Promise<AttributesAnswer> {
  const { uid, dataSet } = read(request);
  const next = dataSet.string('PerformedProcedureStepStatus');
  if (next !== undefined && next !== 'COMPLETED' && next !== 'DISCONTINUED' && next !== 'IN PROGRESS') {
    throw new DimseFailure(status.invalidAttributeValue, `status ${next}`);
  }
  const { callingAe, address } = request.association;
  return kernel.command(systemCaller(address), command(kernel, 'dicom.mppsSet', uid), async (work) => {
    const row = await work.tx
      .selectFrom('dicom_mpps')
      .selectAll()
      .where('sop_uid', '=', uid)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new DimseFailure(status.noSuchInstance, 'no such step');
    if (row.status !== 'IN PROGRESS') throw new DimseFailure(status.processingFailure, 'the step has ended');
    const doc: DicomJson = { ...row.doc, ...toJson(dataSet) };
    const ended = next === 'COMPLETED' || next === 'DISCONTINUED';
    await work.tx
      .updateTable('dicom_mpps')
      .set({ status: next ?? row.status, doc: JSON.stringify(doc), ended_at: ended ? work.now : null })
      .where('sop_uid', '=', uid)
      .execute();
    const exam = row.exam_id === null ? null : await lockExamRow(work.tx, row.exam_id);
    work.audit({
      act: 'dicom.mppsSet',
      subject: exam?.accessionNumber ?? (row.accession || uid),
      patientId: exam?.patient.id ?? null,
      detail: [callingAe, next, reasonOf(dataSet)].filter(Boolean).join(' '),
    });
    if (exam && next === 'COMPLETED') await actOfDevice(work, exam, row.station_aet, completeStep);
    // Begun again by another step, the person still lies there.
    if (exam && next === 'DISCONTINUED' && !(await isGoingOn(work, exam.id)))
      await actOfDevice(work, exam, row.station_aet, (before) => discontinueStep(before, row.exam_was));
    return { status: status.success };
  });
}
