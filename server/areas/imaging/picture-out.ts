// A picture leaves the viewer: into the clipboard, a file or a printer. The station asks first; without the row there is no picture.
import type { z } from 'zod';
import type { RecordPicture } from '../../../core/imaging/picture-out.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { requireStudySight } from './sight.ts';

/**
 * @param outside whether the study lies in an archive of others: which images it has is that archive's knowledge
 * @throws LOGIN_REQUIRED, RIGHT_MISSING, NOT_FOUND
 */
export function recordPicture(
  kernel: Kernel,
  caller: Caller,
  input: z.infer<typeof RecordPicture>,
  outside: boolean,
): Promise<{ ok: true }> {
  const { command, studyUid, sopInstanceUid, frame, way, named } = input;
  const request = {
    ...command,
    name: 'imaging.recordPicture',
    right: 'radiology.view' as const,
    subject: studyUid,
    input,
    ownAudit: true,
  };
  return kernel.command(caller, request, async (work) => {
    if (!caller.person) throw fail('LOGIN_REQUIRED');
    await requireStudySight(kernel, work.tx, caller, [studyUid]);
    const image = await work.tx
      .selectFrom('imaging_instance')
      .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
      .select('imaging_study.patient_uuid')
      .where('sop_uid', '=', sopInstanceUid)
      .where('study_uid', '=', studyUid)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!image && !outside) throw fail('NOT_FOUND', { what: 'image', studyUid, sopInstanceUid });
    work.audit({
      act: 'imaging.recordPicture',
      subject: studyUid,
      patientId: image?.patient_uuid ?? null,
      detail: `${way}, ${named ? 'with' : 'without'} the patient's name: ${sopInstanceUid}/${frame}`,
    });
    return { ok: true as const };
  });
}
