// Modality performed procedure step (PS3.4 annex F): the device says that it began, and that it ended or gave up.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { type DicomJson, toJson } from '../../../../core/dicom/json.ts';
import { readDataSet } from '../../../../core/dicom/read.ts';
import { inflate } from '../../../areas/imaging/module.ts';
import { systemCaller } from '../../../kernel/access.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Asked, AttributesAnswer, AttributesRequest } from '../dimse/services.ts';
import { DimseFailure, status } from '../dimse/status.ts';

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
export async function createStep(kernel: Kernel, request: Asked<AttributesRequest>): Promise<AttributesAnswer> {
  const { uid, dataSet } = read(request);
  if (dataSet.string('PerformedProcedureStepStatus') !== 'IN PROGRESS') {
    throw new DimseFailure(status.invalidAttributeValue, 'a step begins IN PROGRESS');
  }
  const scheduled = dataSet.item('ScheduledStepAttributesSequence');
  const accession = scheduled?.string('AccessionNumber') ?? '';
  const { callingAe, address } = request.association;
  return kernel.command(systemCaller(address), command(kernel, 'dicom.mppsCreate', uid), async (work) => {
    const exam = accession
      ? await work.tx
          .selectFrom('exam')
          .select(['id', 'patient_id'])
          .where('accession', '=', accession)
          .executeTakeFirst()
      : undefined;
    const made = await work.tx
      .insertInto('dicom_mpps')
      .values({
        sop_uid: uid,
        status: 'IN PROGRESS',
        station_aet: dataSet.string('PerformedStationAETitle') ?? callingAe,
        accession,
        study_uid: scheduled?.string('StudyInstanceUID') ?? '',
        exam_id: exam?.id ?? null,
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
      subject: accession || uid,
      patientId: exam?.patient_id ?? null,
      detail: callingAe,
    });
    return { status: status.success };
  });
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
    work.audit({ act: 'dicom.mppsSet', subject: row.accession || uid, detail: `${callingAe} ${next ?? ''}`.trim() });
    return { status: status.success };
  });
}
