// Whom a short message about an exam goes to: the duty telephones of the centre, or the telephones of those designated to confirm its report.
import type { Kysely } from 'kysely';
import { confirmersFor, remoteReader } from '../../../../core/orders/confirmers.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type NoticeKind, noticeRound, Phone, waitsForConfirmation } from '../../../../core/orders/notice.ts';
import type { Database } from '../../../db/schema.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { listedConfirmers } from '../confirmers.ts';
import { dutyOf, type GatewayRow } from './settings.ts';

export interface Recipient {
  name: string;
  phone: string;
}

export interface NoticeRecipients {
  /** That is told to do it. */
  institutionId: string;
  people: Recipient[];
}

interface Notice {
  kind: NoticeKind;
  round: number;
}

/** Whether what a message is about still waits, as it did when the message was made. */
export async function stillWaits(
  db: Kysely<Database>,
  exam: ExamDocument | null,
  { kind, round }: Notice,
): Promise<boolean> {
  if (exam === null) return false;
  if (kind === 'request') return exam.remote?.state === 'waiting' && noticeRound(exam.remote) === round;
  if (!waitsForConfirmation(exam)) return false;
  // Given back and submitted anew: those of the newer submission are told.
  const newer = await db
    .selectFrom('notice_request')
    .select('round')
    .where('exam_id', '=', exam.id)
    .where('kind', '=', kind)
    .where('round', '>', round)
    .executeTakeFirst();
  return newer === undefined;
}

/** As a register has it, with blanks and dashes; null for what cannot be dialled. */
function dialled(phone: string): string | null {
  const read = Phone.safeParse(phone.replaceAll(/[\s()-]/g, ''));
  return read.success ? read.data : null;
}

async function confirmersOf(kernel: Kernel, db: Kysely<Database>, exam: ExamDocument): Promise<NoticeRecipients> {
  const institutionId = remoteReader(exam) ?? '';
  const row = await db
    .selectFrom('institution')
    .select('confirmers')
    .where('id', '=', institutionId)
    .executeTakeFirst();
  const listed = await listedConfirmers(kernel, db, institutionId, confirmersFor(row?.confirmers ?? [], exam));
  // Nobody confirms what they wrote.
  const may = listed.filter(({ able, personId }) => able && personId !== exam.report.authorId);
  if (may.length === 0) return { institutionId, people: [] };
  const ids = may.map(({ personId }) => personId);
  const rows = await db.selectFrom('person').select(['id', 'phone']).where('id', 'in', ids).execute();
  const phones = new Map(
    rows.map(({ id, phone }) => [id, phone === null ? null : dialled(kernel.fields.decrypt(phone))]),
  );
  return {
    institutionId,
    people: may.flatMap(({ personId, personName }) => {
      const phone = phones.get(personId) ?? null;
      return phone === null ? [] : [{ name: personName, phone }];
    }),
  };
}

export async function recipientsOf(
  kernel: Kernel,
  db: Kysely<Database>,
  exam: ExamDocument,
  { kind, gateway }: { kind: NoticeKind; gateway: GatewayRow },
): Promise<NoticeRecipients> {
  if (kind === 'confirm') return confirmersOf(kernel, db, exam);
  const institutionId = exam.remote?.toInstitutionId ?? '';
  const duty = dutyOf(kernel.fields, gateway).find(
    (one) => one.institutionId === institutionId && one.service === exam.service,
  );
  return { institutionId, people: duty?.people ?? [] };
}
