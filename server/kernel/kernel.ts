// Puts the kernel together: commands, reads, the sequencer and its publisher, the anchors of the audit chain.
import type { Kysely } from 'kysely';
import type { Right } from '../../core/identity/rights.ts';
import { YishuError } from '../../core/kernel/errors.ts';
import type { Database } from '../db/schema.ts';
import { requireAccess } from './access.ts';
import { writeAnchor } from './audit-anchor.ts';
import { makeAuditRow } from './audit-row.ts';
import { runCommand } from './command.ts';
import { databaseRefusal } from './database-errors.ts';
import { chainAlgorithm } from './hash.ts';
import { startPublisher } from './publisher.ts';
import { writeRecords } from './records.ts';
import { type Retention, startRetention } from './retention.ts';
import { type SequencerStep, startSequencer } from './sequencer.ts';
import type { Reached } from './steps.ts';
import type { AuditEntry, Caller, Clock, FieldCrypto, Kernel, Log, PeopleService } from './types.ts';

/** A replay of a command is recognised for this long; a station may be away for a month, so at least that. */
const idempotencyKeptMs = 90 * 86_400_000;
const kernelRetention: readonly Retention[] = [{ table: 'idempotency', column: 'at', keptMs: idempotencyKeptMs }];

export interface KernelOptions {
  db: Kysely<Database>;
  clock: Clock;
  newId(): string;
  random(): number;
  fields: FieldCrypto;
  log: Log;
  hospital: { name: string; nameEn: string };
  publicOrigin?: string | null;
  /** Made with the kernel's way to write an audit row on its own. */
  people(audit: Kernel['audit']): PeopleService;
  dataDir: string;
  anchorEveryMs?: number;
  reached?: Reached;
}

export interface RunningKernel extends Kernel {
  /** Position of the newest numbered change. */
  feedHead(): number;
  /** Numbers and links everything that is committed. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export async function startKernel(options: KernelOptions): Promise<RunningKernel> {
  const { db, clock, newId, fields, log, hospital, dataDir, reached } = options;
  const algorithm = chainAlgorithm();
  const publisher = await startPublisher(db, log);
  const sequencer = startSequencer({
    db,
    algorithm,
    log,
    reached: (step: SequencerStep) => reached?.(`sequencer-${step}`),
    passed: publisher.publish,
  });
  const parts = { db, clock, newId, random: options.random, fields, algorithm, committed: sequencer.wake, reached };

  async function auditAlone(caller: Caller, entry: AuditEntry): Promise<void> {
    const about = { id: newId(), at: clock.now(), commandId: null, algorithm };
    await db
      .transaction()
      .execute((tx) =>
        writeRecords(tx, { audit: [makeAuditRow(caller, entry, about)], changes: [], outgoing: [], answer: null }),
      );
    sequencer.wake();
  }

  async function read<Output>(
    caller: Caller,
    right: Right | null,
    entry: AuditEntry,
    query: (db: Kysely<Database>) => Promise<Output>,
    namesNobody?: (output: Output) => boolean,
  ): Promise<Output> {
    try {
      requireAccess(caller, right);
      const output = await query(db);
      if (!namesNobody?.(output)) await auditAlone(caller, entry);
      return output;
    } catch (error) {
      const refusal = databaseRefusal(error);
      if (refusal instanceof YishuError && refusal.retry !== 'again' && (caller.person || caller.station)) {
        await auditAlone(caller, { ...entry, outcome: 'refused', detail: refusal.code });
      }
      throw refusal ?? error;
    }
  }

  const anchor = () =>
    writeAnchor(db, dataDir, clock).catch((error: Error) =>
      log('warn', 'the audit anchor was not written', { error: error.message }),
    );
  const retention = startRetention({ db, clock, log }, kernelRetention);
  const anchorTimer = setInterval(anchor, options.anchorEveryMs ?? 60_000);

  return {
    db,
    clock,
    newId,
    log,
    hospital,
    publicOrigin: options.publicOrigin ?? null,
    people: options.people(auditAlone),
    fields,
    command: (caller, request, work) => runCommand(parts, caller, request, work),
    read,
    audit: auditAlone,
    onPublished: publisher.onPublished,
    feedHead: publisher.head,
    drain: sequencer.drain,
    async stop() {
      clearInterval(anchorTimer);
      await retention.stop();
      await sequencer.stop();
      await anchor();
    },
  };
}
