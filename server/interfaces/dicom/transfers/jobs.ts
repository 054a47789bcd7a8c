// Transfers in the database: a job and its items, what is shown of them, and each step written as it happens.
import { type Selectable, sql } from 'kysely';
import type { ItemOutcome, PeerProblem, Transfer, TransferItem } from '../../../../core/imaging/transfer-contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { DicomTransferItemTable, DicomTransferTable } from './tables.ts';

type Db = Kernel['db'] | Tx;
export type Job = Selectable<DicomTransferTable>;
export type Item = Selectable<DicomTransferItemTable>;

const listAtMost = 100;
export const itemsAtMost = 5000;
const insertAtOnce = 1000;

interface Counts {
  total: number;
  sent: number;
  known: number;
  warnings: number;
  refused: number;
}

async function countsOf(db: Db, ids: readonly string[]): Promise<Map<string, Counts>> {
  if (ids.length === 0) return new Map();
  const sum = (column: 'total' | 'sent' | 'warnings' | 'refused') =>
    sql<number>`sum(${sql.ref(column)})::int`.as(column);
  const rows = await db
    .selectFrom('dicom_transfer_item')
    .select([
      'transfer_id',
      ...[sum('total'), sum('sent'), sum('warnings'), sum('refused')],
      sql<number>`(count(*) filter (where outcome = 'known'))::int`.as('known'),
    ])
    .where('transfer_id', 'in', [...ids])
    .groupBy('transfer_id')
    .execute();
  return new Map(rows.map(({ transfer_id, ...counts }) => [transfer_id, counts]));
}

function shown(job: Job, counts: Counts | undefined): Transfer {
  return {
    id: job.id,
    kind: job.kind,
    aet: job.aet,
    state: job.state,
    requestedBy: job.requested_by,
    auto: job.auto,
    requestedAt: job.requested_at.toISOString(),
    endedAt: job.ended_at?.toISOString() ?? null,
    nextAt: job.next_at?.toISOString() ?? null,
    attempts: job.attempts,
    ...(counts ?? { total: 0, sent: 0, known: 0, warnings: 0, refused: 0 }),
    problem: job.problem,
    commitment: job.commitment,
    studies: job.studies,
  };
}

/** The newest first. */
export async function listTransfers(db: Db): Promise<Transfer[]> {
  const jobs = await db
    .selectFrom('dicom_transfer')
    .selectAll()
    .orderBy('requested_at', 'desc')
    .limit(listAtMost)
    .execute();
  const counts = await countsOf(
    db,
    jobs.map(({ id }) => id),
  );
  return jobs.map((job) => shown(job, counts.get(job.id)));
}

/** @throws NOT_FOUND */
export async function oneTransfer(db: Db, id: string): Promise<Transfer> {
  const job = await db.selectFrom('dicom_transfer').selectAll().where('id', '=', id).executeTakeFirst();
  if (!job) throw fail('NOT_FOUND', { what: 'transfer', transferId: id });
  return shown(job, (await countsOf(db, [id])).get(id));
}

/** What a person has to look at stands first. */
export async function transferItems(db: Db, id: string): Promise<{ items: TransferItem[]; more: boolean }> {
  const rows = await db
    .selectFrom('dicom_transfer_item')
    .select(['uid', 'study_uid', 'label', 'outcome', 'status', 'comment'])
    .where('transfer_id', '=', id)
    .orderBy(sql`outcome not in ('refused', 'missing')`)
    .orderBy(sql`outcome <> 'warning'`)
    .orderBy('position')
    .limit(itemsAtMost + 1)
    .execute();
  const items = rows.slice(0, itemsAtMost).map(({ study_uid, ...item }) => ({ ...item, studyUid: study_uid }));
  return { items, more: rows.length > itemsAtMost };
}

export type NewItem = Pick<Item, 'uid' | 'study_uid' | 'sop_class' | 'label' | 'total'>;

export async function insertJob(
  tx: Tx,
  job: Pick<Job, 'id' | 'kind' | 'aet' | 'requested_by' | 'requested_at' | 'studies'> & { auto?: boolean },
  items: readonly NewItem[],
): Promise<void> {
  const fresh = { state: 'queued', ended_at: null, next_at: null, attempts: 0, problem: null } as const;
  await tx
    .insertInto('dicom_transfer')
    .values({ ...job, ...fresh, commitment: 'none', transaction_uid: null })
    .execute();
  const rows = items.map((item, position) => ({
    ...item,
    ...{ transfer_id: job.id, position, outcome: 'waiting' as const, status: null, comment: '' },
    ...{ sent: 0, warnings: 0, refused: 0 },
  }));
  for (let at = 0; at < rows.length; at += insertAtOnce)
    await tx
      .insertInto('dicom_transfer_item')
      .values(rows.slice(at, at + insertAtOnce))
      .execute();
}

export const waitingItems = (db: Db, id: string): Promise<Item[]> =>
  db
    .selectFrom('dicom_transfer_item')
    .selectAll()
    .where('transfer_id', '=', id)
    .where('outcome', '=', 'waiting')
    .orderBy('position')
    .execute();

export type ItemChange = Partial<Pick<Item, 'total' | 'sent' | 'warnings' | 'refused' | 'status' | 'comment'>> & {
  outcome?: ItemOutcome;
};

export async function noteItem(
  db: Db,
  item: Pick<Item, 'transfer_id' | 'position'>,
  change: ItemChange,
): Promise<void> {
  const set = change.comment === undefined ? change : { ...change, comment: change.comment.slice(0, 500) };
  await db
    .updateTable('dicom_transfer_item')
    .set(set)
    .where('transfer_id', '=', item.transfer_id)
    .where('position', '=', item.position)
    .execute();
}

export type JobChange = Partial<Omit<Job, 'id' | 'problem'>> & { problem?: PeerProblem | null };

export async function noteJob(db: Db, id: string, { problem, ...change }: JobChange): Promise<void> {
  await db
    .updateTable('dicom_transfer')
    .set({ ...change, ...(problem === undefined ? {} : { problem: problem && JSON.stringify(problem) }) })
    .where('id', '=', id)
    .execute();
}

/** What was not taken waits again. */
export async function itemsAgain(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('dicom_transfer_item')
    .set({ outcome: 'waiting', status: null, comment: '', sent: 0, warnings: 0, refused: 0 })
    .where('transfer_id', '=', id)
    .where('outcome', 'in', ['refused', 'missing'])
    .execute();
}
