// Reads of quality: one exam's record, what the devices say of rejected images, and the feedback to the technician who took them.

import { readKeyObjects } from '../../../core/imaging/objects/ko.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { DeviceRejects, FeedbackRow } from '../../../core/quality/contract.ts';
import type { ExamQuality } from '../../../core/quality/model.ts';
import { reasonOfDicom } from '../../../core/quality/reasons-shipped.ts';
import { viewRight } from '../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import type { Archive } from '../imaging/module.ts';
import { actorOf, examById, examsById, maySeeExam } from '../orders/module.ts';
import { maySeeQuality, personOf, shownQuality } from './access.ts';
import { qualityOf } from './store.ts';

async function visibleExam(
  kernel: Kernel,
  db: Kernel['db'],
  caller: Caller,
  examId: string,
  entry: AuditEntry,
): Promise<ExamDocument> {
  const exam = await examById(db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
  entry.patientId = exam.patient.id;
  if (!maySeeExam(caller, await actorOf(kernel, db, caller), exam))
    throw fail('RIGHT_MISSING', { right: 'radiology.view' });
  return exam;
}

/** @throws NOT_FOUND, RIGHT_MISSING */
export function examQuality(kernel: Kernel, caller: Caller, examId: string): Promise<ExamQuality> {
  const entry: AuditEntry = { act: 'quality.ofExam', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    if (!maySeeQuality(caller)) throw fail('RIGHT_MISSING', { right: 'radiology.grade' });
    await visibleExam(kernel, db, caller, examId, entry);
    return shownQuality(caller, await qualityOf(db, examId));
  });
}

const keyObjects = '1.2.840.10008.5.1.4.1.1.88.59';
/** "Rejected for Quality Reasons" (DICOM PS3.16 CID 7010), the title that IHE RAD IOCM gives to the note of a rejection. */
const rejected = '113001';

/** Images that a device or an archive has marked as rejected. Two images of one view are no repeat by themselves. */
export function deviceRejects(
  kernel: Kernel,
  archive: () => Archive,
  caller: Caller,
  examId: string,
): Promise<DeviceRejects> {
  const entry: AuditEntry = { act: 'quality.deviceRejects', subject: examId };
  return kernel.read(caller, 'radiology.acquire', entry, async (db) => {
    const exam = await visibleExam(kernel, db, caller, examId, entry);
    const studies = exam.objects.flatMap(({ kind, id }) => (kind === 'study' ? [id] : []));
    if (studies.length === 0) return { images: 0, reasons: [] };
    const rows = await db
      .selectFrom('imaging_instance')
      .select('sop_uid')
      .where('study_uid', 'in', studies)
      .where('sop_class', '=', keyObjects)
      .where('state', '=', 'current')
      .limit(50)
      .execute();
    const images = new Set<string>();
    const reasons = new Set<string>();
    for (const { sop_uid } of rows) {
      const note = readKeyObjects(await (await archive().object(sop_uid)).read());
      if (note.title?.value !== rejected) continue;
      for (const { sopInstanceUid } of note.references) images.add(sopInstanceUid);
      for (const { value } of note.modifiers) reasons.add(reasonOfDicom(value));
    }
    return { images: images.size, reasons: [...reasons] };
  });
}

const dayMs = 86_400_000;

export function feedback(kernel: Kernel, caller: Caller, days: number): Promise<FeedbackRow[]> {
  const entry = { act: 'quality.feedback', subject: `${days} days` };
  return kernel.read(caller, 'radiology.acquire', entry, async (db) => {
    const { personId } = personOf(caller);
    const rows = await db
      .selectFrom('exam_quality')
      .select('doc')
      .where('technician_id', '=', personId)
      .where('image_grade', 'is not', null)
      .where('graded_at', '>=', new Date(kernel.clock.now().getTime() - days * dayMs))
      .orderBy('graded_at', 'desc')
      .limit(2000)
      .execute();
    const actor = await actorOf(kernel, db, caller);
    const exams = await examsById(
      db,
      rows.map(({ doc }) => doc.examId),
    );
    const seen = new Map(exams.filter((exam) => maySeeExam(caller, actor, exam)).map((exam) => [exam.id, exam]));
    return rows.flatMap(({ doc }) => {
      const exam = seen.get(doc.examId);
      if (!exam) return [];
      return [
        {
          examId: exam.id,
          accessionNumber: exam.accessionNumber,
          patientName: exam.patient.name,
          modality: exam.modality,
          procedureName: exam.procedureName,
          acquiredAt: exam.acquiredAt,
          quality: shownQuality(caller, doc),
        },
      ];
    });
  });
}
