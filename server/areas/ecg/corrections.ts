// A reader's marks on the median beat: the values recomputed, a new version beside the old ones, the lists show it.
import { correctedValues, summaryWith } from '../../../core/ecg/flow/corrections.ts';
import type { BeatMarksInput, MeasuredByHand, MeasurementCorrection } from '../../../core/ecg/flow/recording.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { requireOneOf, requireSight } from './access.ts';
import { lockRecording, saveRecording } from './store.ts';

export interface CorrectionInput {
  command: CommandMeta;
  recordingId: string;
  expectedMeasurementVersion: number;
  marks: BeatMarksInput;
  byHand: MeasuredByHand;
  reason: string;
}

/** @throws VERSION_CONFLICT, STATE_REFUSED without a median beat, INPUT_INVALID, REASON_REQUIRED */
export function saveCorrection(kernel: Kernel, caller: Caller, input: CorrectionInput): Promise<MeasurementCorrection> {
  const request = { ...input.command, name: 'ecg.saveCorrection', right: null, subject: input.recordingId, input };
  return kernel.command(caller, request, async (work) => {
    requireOneOf(caller, ['ecg.write', 'ecg.review']);
    if (input.reason.trim() === '') throw fail('REASON_REQUIRED', { recordingId: input.recordingId });
    const row = await lockRecording(work.tx, input.recordingId);
    await requireSight(kernel, work.tx, caller, row.doc, ['write', 'review']);
    const { measurementVersion } = row.doc;
    if (measurementVersion !== input.expectedMeasurementVersion) {
      throw fail('VERSION_CONFLICT', {
        recordingId: row.id,
        expected: input.expectedMeasurementVersion,
        actual: measurementVersion,
      });
    }
    const stored = await work.tx
      .selectFrom('ecg_measurement')
      .select('doc')
      .where('recording_id', '=', row.id)
      .executeTakeFirst();
    const values = correctedValues(stored?.doc.measurement ?? null, input.marks, input.byHand);
    const { person } = caller;
    if (!person) throw fail('LOGIN_REQUIRED');
    const correction: MeasurementCorrection = {
      version: measurementVersion + 1,
      at: work.now.toISOString(),
      personId: person.id,
      personName: person.name,
      marks: input.marks,
      byHand: input.byHand,
      values,
      reason: input.reason,
    };
    await work.tx
      .insertInto('ecg_correction')
      .values({ recording_id: row.id, version: correction.version, doc: JSON.stringify(correction) })
      .execute();
    const summary = summaryWith(row.doc.summary, values);
    await saveRecording(work, row, { ...row.doc, measurementVersion: correction.version, summary });
    work.audit({
      act: 'ecg.saveCorrection',
      subject: row.doc.accession || row.id,
      patientId: row.doc.patientId,
      detail: `version ${correction.version}`,
    });
    return correction;
  });
}
