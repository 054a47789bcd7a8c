// Walks the whole audit chain and names the first row that was changed, taken out, put in, or moved.
import type { Kysely } from 'kysely';
import type { AuditVerdict } from '../../core/audit/contract.ts';
import type { Database } from '../db/schema.ts';
import type { Anchor } from './audit-anchor.ts';
import { auditRowHash } from './audit-row.ts';
import { isChainAlgorithm } from './hash.ts';
import { chainLink } from './sequencer.ts';

type Broken = { pos: number; why: string };

const page = 2000;

async function readPage(db: Kysely<Database>, after: number) {
  return db
    .selectFrom('audit_link')
    .leftJoin('audit', 'audit.id', 'audit_link.audit_id')
    .select(['audit_link.pos', 'audit_link.audit_id', 'audit_link.link', 'audit_link.algorithm as link_algorithm'])
    .selectAll('audit')
    .where('audit_link.pos', '>', after)
    .orderBy('audit_link.pos')
    .limit(page)
    .execute();
}

type ChainRow = Awaited<ReturnType<typeof readPage>>[number];

/** Why this row does not follow the one before it; null when it does. */
function fault(row: ChainRow, pos: number, previous: string): Broken | null {
  if (row.pos !== pos) return { pos, why: `link ${pos} is missing: the next one is ${row.pos}` };
  if (row.id === null) return { pos, why: `the audit row ${row.audit_id} was deleted` };
  const { algorithm, row_hash, at, id, person_name, address, mode, act, subject, outcome, detail } = row;
  if (
    row_hash === null ||
    at === null ||
    algorithm === null ||
    !isChainAlgorithm(algorithm) ||
    !isChainAlgorithm(row.link_algorithm)
  ) {
    return { pos, why: `the row ${row.audit_id} names no known hash` };
  }
  const stored = {
    id,
    at,
    person_id: row.person_id,
    person_name: person_name ?? '',
    workstation: row.workstation,
    address: address ?? '',
    mode: mode ?? '',
    act: act ?? '',
    subject: subject ?? '',
    patient_id: row.patient_id,
    outcome: outcome ?? 'failed',
    detail: detail ?? '',
    command_id: row.command_id,
    algorithm,
  };
  if (auditRowHash(stored, algorithm) !== row_hash) return { pos, why: `the row ${id} was edited` };
  if (chainLink(row.link_algorithm, previous, row_hash) !== row.link) {
    return { pos, why: `the link does not follow from the row before it: rows were exchanged, put in, or rewritten` };
  }
  return null;
}

/** Rows that no link names: those that wait for the sequencer, and those that were put in or unlinked by hand. */
async function unlinkedRows(db: Kysely<Database>): Promise<{ waiting: number; stray: string | null }> {
  const waiting = await db
    .selectFrom('audit_pending')
    .leftJoin('audit', 'audit.id', 'audit_pending.audit_id')
    .select((at) => [at.fn.countAll<number>().as('count'), at.fn.count<number>('audit.id').as('present')])
    .executeTakeFirstOrThrow();
  const stray = await db
    .selectFrom('audit')
    .leftJoin('audit_link', 'audit_link.audit_id', 'audit.id')
    .leftJoin('audit_pending', 'audit_pending.audit_id', 'audit.id')
    .select('audit.id')
    .where('audit_link.pos', 'is', null)
    .where('audit_pending.arrival', 'is', null)
    .limit(1)
    .executeTakeFirst();
  const gone = waiting.count > waiting.present ? 'a row that waited for its link was deleted' : null;
  return { waiting: waiting.count, stray: stray ? `the row ${stray.id} stands outside the chain` : gone };
}

/**
 * Checks the chain from its first row to its head, in one consistent view.
 * @param anchors links that were written down elsewhere; each must still stand at its position
 */
export async function verifyAuditChain(
  database: Kysely<Database>,
  anchors: readonly Anchor[] = [],
): Promise<AuditVerdict> {
  const anchored = new Map(anchors.map((anchor) => [anchor.pos, anchor.link]));
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      let previous = '';
      let pos = 0;
      let broken: Broken | null = null;
      for (let rows = await readPage(db, 0); rows.length > 0 && !broken; rows = await readPage(db, pos)) {
        for (const row of rows) {
          broken = fault(row, pos + 1, previous);
          const anchor = anchored.get(pos + 1);
          if (!broken && anchor !== undefined && anchor !== row.link) {
            broken = {
              pos: pos + 1,
              why: 'the link differs from the anchor outside the database: the chain was computed anew',
            };
          }
          if (broken) break;
          pos += 1;
          previous = row.link;
        }
      }
      const { waiting, stray } = await unlinkedRows(db);
      const beyond = anchors.find((anchor) => anchor.pos > pos);
      if (!broken && beyond)
        broken = {
          pos: pos + 1,
          why: `the chain ends at ${pos}, but an anchor names ${beyond.pos}: its end was cut off`,
        };
      if (!broken && stray) broken = { pos: pos + 1, why: stray };
      return { ok: broken === null, rows: pos, unlinked: waiting, head: previous || null, broken };
    });
}
