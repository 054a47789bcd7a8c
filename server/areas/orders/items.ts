// The dictionary of exam items: shipped ones are there from the first start, a hospital adds, changes and switches off its own (RAD-75).
import type { Kysely, Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { otherEcgType } from '../../../core/orders/ecg-type.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import { type ExamItem, shippedExamItems } from '../../../core/orders/exam-items.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { requireEcgType } from './ecg-types.ts';
import type { ExamItemTable } from './tables.ts';

function itemOf({ body_part, name_en, ecg_type, updated_at: _at, ...row }: Selectable<ExamItemTable>): ExamItem {
  return { ...row, bodyPart: body_part, nameEn: name_en, ...(ecg_type === null ? {} : { ecgType: ecg_type }) };
}

function rowOf({ bodyPart, nameEn, ecgType, ...item }: ExamItem, now: Date) {
  const ecg_type = item.service === 'ecg' ? (ecgType ?? otherEcgType) : null;
  return { ...item, body_part: bodyPart, name_en: nameEn, ecg_type, updated_at: now };
}

export async function itemsOfService(db: Kysely<Database>, service: ExamService): Promise<ExamItem[]> {
  const rows = await db.selectFrom('exam_item').selectAll().where('service', '=', service).orderBy('code').execute();
  return rows.map(itemOf);
}

export async function itemByCode(db: Kysely<Database>, code: string): Promise<ExamItem | null> {
  const row = await db.selectFrom('exam_item').selectAll().where('code', '=', code).executeTakeFirst();
  return row ? itemOf(row) : null;
}

/** Puts in what ships and is not there yet; what the hospital changed stays. */
export async function shipItems(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  await kernel.db
    .insertInto('exam_item')
    .values(shippedExamItems.map((item) => rowOf(item, now)))
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute();
}

/** @throws INPUT_INVALID for an ECG type that there is not, or that is switched off and not what the item had */
export function saveItem(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; item: ExamItem },
): Promise<ExamItem> {
  const { item } = input;
  const request = {
    ...input.command,
    name: 'orders.saveItem',
    right: 'dictionary.edit' as const,
    subject: item.code,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const row = rowOf(item, work.now);
    const before = await itemByCode(work.tx, item.code);
    if (row.ecg_type !== null) await requireEcgType(work.tx, 'item.ecgType', row.ecg_type, before?.ecgType);
    const { code: _code, ...values } = row;
    await work.tx
      .insertInto('exam_item')
      .values(row)
      .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
      .execute();
    return itemOf(row);
  });
}
