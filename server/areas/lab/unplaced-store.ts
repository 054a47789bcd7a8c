// Parked results in the database: the document that is shown and the message as the host handed it in, for the way back.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { IngestInput } from '../../../core/lab/contract.ts';
import type { UnplacedMessage } from '../../../core/lab/model.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork } from '../../kernel/types.ts';

/** Group of results that belong to no laboratory group: everybody who may see unplaced results sees them. */
export const anyGroup = '';

const visibleTo = (groupId: string): string | null => (groupId === anyGroup ? null : groupId);

export async function insertUnplaced(
  work: CommandWork,
  document: UnplacedMessage,
  input: IngestInput,
  groupId: string,
): Promise<void> {
  await work.tx
    .insertInto('lab_unplaced')
    .values({
      id: document.id,
      version: document.version,
      reason: document.reason,
      instrument_id: document.instrumentId,
      group_id: groupId,
      specimen_barcode: document.specimenId,
      received_at: new Date(document.receivedAt),
      resolved: false,
      doc: JSON.stringify(document),
      input: JSON.stringify(input),
    })
    .execute();
  work.changed('unplaced', document.id, document.version, visibleTo(groupId));
}

/** @throws NOT_FOUND */
export async function lockUnplaced(work: CommandWork, id: string) {
  const row = await work.tx
    .selectFrom('lab_unplaced')
    .select(['doc', 'input', 'group_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { unplacedId: id });
  return { document: row.doc, input: row.input, groupId: row.group_id };
}

/** Open parked results of a number, oldest first, locked until the command commits. */
export async function heldForBarcode(work: CommandWork, barcode: string) {
  const rows = await work.tx
    .selectFrom('lab_unplaced')
    .select(['doc', 'input', 'group_id'])
    .where('specimen_barcode', '=', barcode)
    .where('resolved', '=', false)
    .orderBy('received_at')
    .forUpdate()
    .execute();
  return rows.map((row) => ({ document: row.doc, input: row.input, groupId: row.group_id }));
}

export async function saveUnplaced(work: CommandWork, document: UnplacedMessage, groupId: string): Promise<void> {
  await work.tx
    .updateTable('lab_unplaced')
    .set({ version: document.version, resolved: document.resolved !== null, doc: JSON.stringify(document) })
    .where('id', '=', document.id)
    .execute();
  work.changed('unplaced', document.id, document.version, visibleTo(groupId));
}

export async function listUnplaced(
  db: Kysely<Database>,
  filter: { resolved: boolean; since: Date },
): Promise<{ document: UnplacedMessage; groupId: string }[]> {
  const rows = await db
    .selectFrom('lab_unplaced')
    .select(['doc', 'group_id'])
    .where('resolved', '=', filter.resolved)
    .where('received_at', '>=', filter.since)
    .orderBy('received_at', 'desc')
    .limit(2000)
    .execute();
  return rows.map((row) => ({ document: row.doc, groupId: row.group_id }));
}
