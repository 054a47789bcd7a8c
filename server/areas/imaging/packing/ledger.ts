// What the index knows of packing: the studies whose turn it is, the objects among them, and what has been packed.
import { sql } from 'kysely';
import type { Kernel, Tx } from '../../../kernel/types.ts';

type Db = Kernel['db'];

/** Uncompressed samples; everything else was compressed by who sent it, or is deflated. */
export const nativeSyntaxes = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'];

/** The studies are gone through in the order of their last object: one that grows comes again. */
export interface Place {
  upto: string;
  uid: string;
}

export interface Candidate {
  path: string;
  sha256: string;
  length: number;
  studyUid: string;
}

export async function placeOf(db: Db): Promise<Place> {
  const row = await db
    .selectFrom('imaging_packing')
    .select(['upto_uid', sql<string>`upto::text`.as('upto')])
    .where('id', '=', 1)
    .executeTakeFirst();
  return { upto: row?.upto ?? '-infinity', uid: row?.upto_uid ?? '' };
}

export async function setPlace(db: Db, { upto, uid }: Place): Promise<void> {
  const values = { upto, upto_uid: uid };
  await db
    .insertInto('imaging_packing')
    .values({ id: 1, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

function due(db: Db, { upto, uid }: Place, before: Date) {
  return db
    .selectFrom('imaging_study')
    .where('last_at', '>=', sql<Date>`${upto}::timestamptz`)
    .where((eb) => eb.or([eb('last_at', '>', sql<Date>`${upto}::timestamptz`), eb('uid', '>', uid)]))
    .where('last_at', '<=', before);
}

/** Studies to which nobody has sent since `before`, from `after` on. */
export function dueStudies(db: Db, after: Place, before: Date, limit: number): Promise<Place[]> {
  return due(db, after, before)
    .select(['uid', sql<string>`last_at::text`.as('upto')])
    .orderBy('last_at')
    .orderBy('uid')
    .limit(limit)
    .execute();
}

export async function countDue(db: Db, after: Place, before: Date): Promise<number> {
  const row = await due(db, after, before)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

function candidates(db: Db) {
  return db
    .selectFrom('imaging_instance as i')
    .leftJoin('imaging_packed as p', 'p.path', 'i.path')
    .select(['i.path', 'i.sha256', 'i.length', 'i.study_uid as studyUid']);
}

/** Objects of a study that may be worth it and are not packed, whatever their state: those that a person set aside are kept as well. */
export function unpackedOf(db: Db, studyUid: string): Promise<Candidate[]> {
  return candidates(db)
    .where('i.study_uid', '=', studyUid)
    .where('i.transfer_syntax', 'in', nativeSyntaxes)
    .where((eb) => eb.or([eb('p.path', 'is', null), eb('p.stored_bytes', 'is', null)]))
    .orderBy('i.path')
    .execute();
}

/** Objects that came back unpacked from the second folder after their study had been done. */
export function packAgain(db: Db, limit: number): Promise<Candidate[]> {
  return candidates(db).where('p.stored_bytes', 'is', null).where('p.path', 'is not', null).limit(limit).execute();
}

/** When the last object came: nothing is packed while more are on their way. */
export async function lastReceived(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('imaging_instance')
    .select((eb) => eb.fn.max('received_at').as('last'))
    .executeTakeFirst();
  return row?.last ?? null;
}

/** Whether the object is still there, with this content; until the transaction ends nobody deletes it. */
export async function holdObject(tx: Tx, { path, sha256 }: Candidate): Promise<boolean> {
  const row = await tx
    .selectFrom('imaging_instance')
    .select('id')
    .where('path', '=', path)
    .where('sha256', '=', sha256)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function notePacked(tx: Tx, object: Candidate, storedBytes: number, at: Date): Promise<void> {
  const values = { length: object.length, stored_bytes: storedBytes, at, copied: false };
  await tx
    .insertInto('imaging_packed')
    .values({ path: object.path, ...values })
    .onConflict((conflict) => conflict.column('path').doUpdateSet(values))
    .execute();
}

/** The file at this path is not packed any more. */
export async function noteUnpacked(db: Db, path: string): Promise<void> {
  await db.updateTable('imaging_packed').set({ stored_bytes: null }).where('path', '=', path).execute();
}

/** The object turned out not to be worth packing, or is gone. */
export async function forgetPacked(db: Db, path: string): Promise<void> {
  await db.deleteFrom('imaging_packed').where('path', '=', path).where('stored_bytes', 'is', null).execute();
}

/** Before the rows of its instances go. */
export async function forgetPackedStudy(tx: Tx, studyUid: string): Promise<void> {
  await tx
    .deleteFrom('imaging_packed')
    .where('path', 'in', (eb) =>
      eb.selectFrom('imaging_instance').select('imaging_instance.path').where('study_uid', '=', studyUid),
    )
    .execute();
}

export interface PackedTotals {
  objects: number;
  bytes: number;
  storedBytes: number;
}

export async function packedTotals(db: Db): Promise<PackedTotals> {
  const row = await db
    .selectFrom('imaging_packed')
    .select((eb) => [
      eb.fn.countAll<number>().as('objects'),
      eb.fn.sum<string | null>('length').as('bytes'),
      eb.fn.sum<string | null>('stored_bytes').as('stored'),
    ])
    .where('stored_bytes', 'is not', null)
    .executeTakeFirstOrThrow();
  return { objects: Number(row.objects), bytes: Number(row.bytes ?? 0), storedBytes: Number(row.stored ?? 0) };
}

/** Packed objects of which the second folder holds the file that was received. */
export function uncopied(db: Db, after: string, limit: number): Promise<{ path: string; sha256: string }[]> {
  return db
    .selectFrom('imaging_packed as p')
    .innerJoin('imaging_instance as i', 'i.path', 'p.path')
    .innerJoin('imaging_replica as r', 'r.path', 'p.path')
    .select(['p.path', 'i.sha256'])
    .where('p.copied', '=', false)
    .where('p.stored_bytes', 'is not', null)
    .where('p.path', '>', after)
    .orderBy('p.path')
    .limit(limit)
    .execute();
}

export async function countUncopied(db: Db): Promise<number> {
  const row = await db
    .selectFrom('imaging_packed')
    .innerJoin('imaging_replica', 'imaging_replica.path', 'imaging_packed.path')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('copied', '=', false)
    .where('stored_bytes', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** @param at when the copying began: a file that was packed since then is not in the copy */
export async function noteCopied(db: Db, path: string, at: Date): Promise<void> {
  await db.updateTable('imaging_packed').set({ copied: true }).where('path', '=', path).where('at', '<=', at).execute();
}
