// Documents of a request: added by the institution that asks, listed, opened and removed; each act checked and in the audit trail (RAD-53).
import type { Kysely, Selectable } from 'kysely';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { type ErrorDetail, fail } from '../../../../core/kernel/errors.ts';
import {
  type AttachmentKind,
  attachmentLimits,
  attachmentName,
  type ExamAttachment,
  readingDuties,
  requireMayAttach,
  requireMayRemove,
} from '../../../../core/orders/attachment.ts';
import { attachmentContent } from '../../../../core/orders/attachment-content.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamActor } from '../../../../core/orders/exam-rules.ts';
import { reaches } from '../../../../core/orders/exam-sight.ts';
import type { Database } from '../../../db/schema.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Caller, FieldCrypto, Kernel, Tx } from '../../../kernel/types.ts';
import type { ObjectStore } from '../../imaging/module.ts';
import { beyondReach, type ExamDuty, examRight, mayDo, requireExamAccess } from '../access.ts';
import { examContext } from '../acts.ts';
import { actorOf } from '../institutions.ts';
import { examById } from '../store.ts';
import { hashOf, readFile, writeFile } from './files.ts';
import type { ExamAttachmentTable } from './tables.ts';

type Row = Selectable<ExamAttachmentTable>;

/** `as`: in whose name the server acts, for somebody whom another system signed for; else it is the caller. */
export interface Attachments {
  add(caller: Caller, handed: HandedIn, as?: ExamActor): Promise<ExamAttachment>;
  list(caller: Caller, examId: string, as?: ExamActor): Promise<ExamAttachment[]>;
  open(caller: Caller, id: string, as?: ExamActor): Promise<OpenedAttachment>;
  remove(
    caller: Caller,
    input: { command: CommandMeta; attachmentId: string; reason: string },
    as?: ExamActor,
  ): Promise<ExamAttachment>;
}

export interface OpenedAttachment {
  attachment: ExamAttachment;
  /** Of a text; else empty. */
  charset: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface HandedIn {
  command: CommandMeta;
  examId: string;
  kind: AttachmentKind;
  name: string;
  bytes: Uint8Array;
}

const forWhom = (as: ExamActor | undefined): string => (as ? `${as.personName}: ` : '');

/** Who may ask may hand in what goes with it. */
const askingDuties: readonly ExamDuty[] = ['register', 'acquire', 'write'];

function shown(fields: FieldCrypto, row: Row): ExamAttachment {
  return {
    id: row.id,
    examId: row.exam_id,
    kind: row.kind,
    name: fields.decrypt(row.name),
    type: row.type,
    byteLength: row.byte_length,
    addedAt: row.added_at.toISOString(),
    addedById: row.added_by,
    addedByName: row.added_by_name,
    removed: row.removed_at && {
      at: row.removed_at.toISOString(),
      reason: row.removed_reason === null ? '' : fields.decrypt(row.removed_reason),
    },
  };
}

/**
 * Locks the exam by writing it anew as it is: of two uploads at once the second runs again and then counts the first one's file.
 * @throws NOT_FOUND
 */
async function lockForFiles(tx: Tx, examId: string): Promise<ExamDocument> {
  const row = await tx
    .updateTable('exam')
    .set((at) => ({ version: at.ref('version') }))
    .where('id', '=', examId)
    .returning('doc')
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'exam', examId });
  return row.doc;
}

const noAttachment: ErrorDetail = { what: 'attachment' };

async function attachmentRow(db: Kysely<Database>, id: string): Promise<Row> {
  const row = /^[0-9a-f-]{36}$/i.test(id)
    ? await db.selectFrom('exam_attachment').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined;
  if (!row) throw fail('NOT_FOUND', noAttachment);
  return row;
}

async function examNamed(db: Kysely<Database>, examId: string): Promise<ExamDocument> {
  const exam = await examById(db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
  return exam;
}

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
async function requireReader(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  exam: ExamDocument,
  as?: ExamActor,
  unseen?: ErrorDetail,
): Promise<void> {
  if (!caller.person && !as) throw fail('LOGIN_REQUIRED');
  const by = as ?? (await actorOf(kernel, db, caller));
  // Who may look at the exams of the asking institution looks at its documents as its own people do.
  const duties = readingDuties(exam, by.institutionId) ?? (['view'] as const);
  const held = duties.filter((duty) => mayDo(caller, exam.service, duty));
  if (held.some((duty) => reaches(by, exam, duty))) return;
  const right = examRight(exam.service, held[0] ?? duties[0] ?? 'view');
  throw held.length === 0 ? fail('RIGHT_MISSING', { right }) : beyondReach(caller, by, exam, right, unseen);
}

export function openAttachments(kernel: Kernel, files: ObjectStore): Attachments {
  const { fields } = kernel;

  async function add(
    caller: Caller,
    { command, examId, kind, name: given, bytes }: HandedIn,
    as?: ExamActor,
  ): Promise<ExamAttachment> {
    const name = attachmentName(given);
    // Whoever may not hand in anything writes nothing to the disk.
    const exam = await examNamed(kernel.db, examId);
    const duty = askingDuties.find((one) => mayDo(caller, exam.service, one)) ?? 'register';
    const content = attachmentContent(bytes);
    const good = (caller.person ?? as) && mayDo(caller, exam.service, duty) && !('refused' in content);
    const path = good ? await writeFile(files, bytes) : '';
    const sha256 = hashOf(bytes);
    const input = { examId, kind, name, sha256 };
    const request = { ...command, name: 'orders.addAttachment', right: null, subject: exam.accessionNumber, input };
    let entered = '';
    try {
      return await kernel.command(caller, request, async (work) => {
        if (!caller.person && !as) throw fail('LOGIN_REQUIRED');
        const now = await lockForFiles(work.tx, examId);
        const context = await examContext(kernel, work, as);
        requireExamAccess(caller, context.by, now, askingDuties);
        requireMayAttach(now, context);
        if ('refused' in content) throw fail('FILE_REFUSED', { file: name, reason: content.refused });
        const present = await work.tx
          .selectFrom('exam_attachment')
          .select(['sha256'])
          .where('exam_id', '=', examId)
          .where('removed_at', 'is', null)
          .execute();
        if (present.some((one) => one.sha256 === sha256))
          throw fail('FILE_REFUSED', { file: name, reason: 'duplicate' });
        if (present.length >= attachmentLimits.files) throw fail('FILE_REFUSED', { file: name, reason: 'tooMany' });
        const row: Row = {
          id: work.newId(),
          exam_id: examId,
          kind,
          name: fields.encrypt(name),
          type: content.type,
          charset: content.type === 'text' ? content.charset : '',
          byte_length: bytes.length,
          sha256,
          path,
          added_at: work.now,
          added_by: context.by.personId,
          added_by_name: context.by.personName,
          removed_at: null,
          removed_reason: null,
        };
        await work.tx.insertInto('exam_attachment').values(row).execute();
        // Whoever has the exam open looks again; the exam itself is as it was.
        work.changed('exam', examId, now.version, null);
        entered = path;
        work.audit({
          act: request.name,
          subject: now.accessionNumber,
          patientId: now.patient.id,
          detail: `${forWhom(as)}${kind} ${content.type}, ${bytes.length} bytes, ${row.id}`,
        });
        return shown(fields, row);
      });
    } finally {
      // A refusal and a replay leave no file: what was written belongs to a row, or goes. Whether an unclear commit happened, the row says.
      if (path !== '' && !(await isEntered(path, entered))) await files.remove(path);
    }
  }

  async function isEntered(path: string, entered: string): Promise<boolean> {
    if (entered === '') return false;
    const row = await kernel.db
      .selectFrom('exam_attachment')
      .select('id')
      .where('path', '=', path)
      .executeTakeFirst()
      // Unknown for now: the sweep at the next start decides.
      .catch(() => ({ id: '' }));
    return row !== undefined;
  }

  return {
    add,
    async list(caller, examId, as) {
      const exam = await examNamed(kernel.db, examId);
      const entry = {
        act: 'orders.attachments',
        subject: exam.accessionNumber,
        patientId: exam.patient.id,
        detail: forWhom(as),
      };
      return kernel.read(caller, null, entry, async (db) => {
        await requireReader(kernel, db, caller, exam, as);
        const rows = await db
          .selectFrom('exam_attachment')
          .selectAll()
          .where('exam_id', '=', examId)
          .orderBy('added_at')
          .orderBy('id')
          .execute();
        return rows.map((row) => shown(fields, row));
      });
    },
    async open(caller, id, as) {
      const row = await attachmentRow(kernel.db, id);
      const exam = await examNamed(kernel.db, row.exam_id);
      const entry = {
        act: 'orders.attachmentFile',
        subject: exam.accessionNumber,
        patientId: exam.patient.id,
        detail: `${forWhom(as)}${row.kind} ${row.id}`,
      };
      return kernel.read(caller, null, entry, async (db) => {
        await requireReader(kernel, db, caller, exam, as, noAttachment);
        if (row.removed_at !== null) throw fail('NOT_FOUND', { what: 'attachment', attachmentId: id });
        const bytes = await readFile(files, row.path, row.sha256);
        return { attachment: shown(fields, row), charset: row.charset, bytes };
      });
    },
    async remove(caller, { command, attachmentId, reason }, as) {
      const found = await attachmentRow(kernel.db, attachmentId);
      const request = {
        ...command,
        name: 'orders.removeAttachment',
        right: null,
        subject: attachmentId,
        input: { attachmentId, reason },
      };
      const removed = await kernel.command(caller, request, async (work) => {
        requireAccess(caller, null);
        const exam = await lockForFiles(work.tx, found.exam_id);
        const row = await attachmentRow(work.tx, attachmentId);
        const context = await examContext(kernel, work, as);
        requireExamAccess(caller, context.by, exam, askingDuties, noAttachment);
        const attachment = shown(fields, row);
        requireMayRemove(exam, attachment, reason, context);
        await work.tx
          .updateTable('exam_attachment')
          .set({ removed_at: work.now, removed_reason: fields.encrypt(reason.trim()) })
          .where('id', '=', attachmentId)
          .execute();
        work.changed('exam', exam.id, exam.version, null);
        work.audit({
          act: request.name,
          subject: exam.accessionNumber,
          patientId: exam.patient.id,
          detail: `${forWhom(as)}${row.kind} ${attachmentId}: ${reason.trim()}`,
        });
        return { ...attachment, removed: { at: work.now.toISOString(), reason: reason.trim() } };
      });
      await files.remove(found.path);
      return removed;
    },
  };
}
