// The command pipeline: right, replay, work, records, commit, wake the sequencer. Once per command id, whatever the network does.

import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { fail, YishuError } from '../../core/kernel/errors.ts';
import type { Database } from '../db/schema.ts';
import { requireAccess } from './access.ts';
import { makeAuditRow } from './audit-row.ts';
import { canonicalJson } from './canonical-json.ts';
import { databaseRefusal, mayRunAgain } from './database-errors.ts';
import { type ChainAlgorithm, hashHex } from './hash.ts';
import { type ChangeRecord, type OutgoingRecord, writeRecords } from './records.ts';
import type { Reached } from './steps.ts';
import type { AuditEntry, Caller, Clock, CommandRequest, CommandWork, FieldCrypto, Tx } from './types.ts';

export interface CommandParts {
  db: Kysely<Database>;
  clock: Clock;
  newId(): string;
  random(): number;
  fields: FieldCrypto;
  algorithm: ChainAlgorithm;
  /** Called after each commit. */
  committed(): void;
  reached?: Reached;
}

const attempts = 8;

/** Whose idempotency key it is: one of somebody else is another input. */
const actorId = ({ person, program, station }: Caller) => person?.id ?? program?.id ?? station?.id ?? null;

/** Passwords stay out: a hash of a guessable text beside its other parts would give it away. */
function inputHash(parts: CommandParts, caller: Caller, request: CommandRequest): string {
  const { name, input, subject } = request;
  const actor = actorId(caller);
  const what = { name, actor, input: input ?? subject };
  return hashHex(
    parts.algorithm,
    canonicalJson(what, (key) => key === 'password'),
  );
}

type Claim<Output> = { replay: true; output: Output } | { replay: false };

async function claim<Output>(
  parts: CommandParts,
  tx: Tx,
  caller: Caller,
  request: CommandRequest,
  hash: string,
): Promise<Claim<Output>> {
  const row = {
    command_id: request.id,
    name: request.name,
    actor_id: actorId(caller),
    input_hash: hash,
    state: 'done' as const,
    output: null,
    error: null,
    at: parts.clock.now(),
  };
  const inserted = await tx
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) => conflict.column('command_id').doNothing())
    .returning('command_id')
    .executeTakeFirst();
  if (inserted) return { replay: false };
  const former = await tx
    .selectFrom('idempotency')
    .selectAll()
    .where('command_id', '=', request.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (former.input_hash !== hash) throw fail('DUPLICATE', { commandId: request.id, name: former.name });
  if (former.state === 'done') {
    return {
      replay: true,
      output: former.output === null ? undefined! : JSON.parse(parts.fields.decrypt(former.output)),
    };
  }
  // It was refused before and did nothing; what stood in its way may be gone.
  await tx
    .updateTable('idempotency')
    .set({ state: 'done', error: null, at: row.at })
    .where('command_id', '=', request.id)
    .execute();
  return { replay: false };
}

async function runOnce<Output>(
  parts: CommandParts,
  caller: Caller,
  request: CommandRequest,
  hash: string,
  work: (work: CommandWork) => Promise<Output>,
): Promise<Output> {
  return parts.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      parts.reached?.('transaction-opened');
      const claimed = await claim<Output>(parts, tx, caller, request, hash);
      if (claimed.replay) return claimed.output;
      const now = parts.clock.now();
      const entries: AuditEntry[] = [];
      const changes: ChangeRecord[] = [];
      const outgoing: OutgoingRecord[] = [];
      const output = await work({
        tx,
        caller,
        at: new Date(request.at),
        now,
        newId: parts.newId,
        changed(kind, entityId, version, groupId) {
          changes.push({ id: parts.newId(), kind, entity_id: entityId, version, group_id: groupId, at: now });
        },
        audit(entry) {
          entries.push(entry);
        },
        outgoing(message) {
          outgoing.push({ id: parts.newId(), ...message, at: now });
        },
      });
      parts.reached?.('rows-written');
      // The command's own row, unless the work wrote a better one under the same act.
      const own =
        request.ownAudit || entries.some((entry) => entry.act === request.name)
          ? []
          : [{ act: request.name, subject: request.subject }];
      const about = { at: now, commandId: request.id, algorithm: parts.algorithm };
      await writeRecords(tx, {
        audit: [...own, ...entries].map((entry) => makeAuditRow(caller, entry, { id: parts.newId(), ...about })),
        changes,
        outgoing,
        answer: { commandId: request.id, output: parts.fields.encrypt(JSON.stringify(output ?? null)) },
      });
      parts.reached?.('before-commit');
      return output;
    });
}

/** A refusal is an act too: it stands in the audit trail although its transaction was rolled back. */
async function recordRefusal(
  parts: CommandParts,
  caller: Caller,
  request: CommandRequest,
  hash: string,
  error: { code: string; detail: Record<string, unknown> },
  outcome: 'refused' | 'failed',
): Promise<void> {
  const now = parts.clock.now();
  await parts.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('idempotency')
      .values({
        command_id: request.id,
        name: request.name,
        actor_id: actorId(caller),
        input_hash: hash,
        state: 'refused',
        output: null,
        error,
        at: now,
      })
      .onConflict((conflict) =>
        conflict.column('command_id').doUpdateSet({ error, at: now }).where('idempotency.state', '=', 'refused'),
      )
      .execute();
    const entry: AuditEntry = { act: request.name, subject: request.subject, outcome, detail: error.code };
    const about = { id: parts.newId(), at: now, commandId: request.id, algorithm: parts.algorithm };
    await writeRecords(tx, { audit: [makeAuditRow(caller, entry, about)], changes: [], outgoing: [], answer: null });
  });
  parts.committed();
}

/**
 * Carries a command out once.
 * @throws YishuError of the work; DUPLICATE when the id was used for something else; SERVER_BUSY when others were first too often
 */
export async function runCommand<Output>(
  parts: CommandParts,
  caller: Caller,
  request: CommandRequest,
  work: (work: CommandWork) => Promise<Output>,
): Promise<Output> {
  parts.reached?.('command-received');
  const hash = inputHash(parts, caller, request);
  try {
    requireAccess(caller, request.right);
    parts.reached?.('command-authorised');
    for (let attempt = 1; ; attempt += 1) {
      try {
        const output = await runOnce(parts, caller, request, hash, work);
        parts.reached?.('after-commit');
        parts.committed();
        return output;
      } catch (error) {
        if (!mayRunAgain(error) || attempt === attempts) throw error;
        await delay(parts.random() * 10 * attempt);
      }
    }
  } catch (error) {
    const refusal = databaseRefusal(error);
    if (refusal?.retry === 'again' || (refusal && !caller.person && !caller.station && caller.mode !== 'system'))
      throw refusal;
    await recordRefusal(
      parts,
      caller,
      request,
      hash,
      refusal instanceof YishuError ? { code: refusal.code, detail: refusal.detail } : { code: 'INTERNAL', detail: {} },
      refusal ? 'refused' : 'failed',
    ).catch((failure) => {
      // The first error is the one that matters to the asker; an audit that cannot be written is not silent either.
      if (!refusal)
        throw new AggregateError([error, failure], 'the command failed and its audit row could not be written');
    });
    throw refusal ?? error;
  }
}
