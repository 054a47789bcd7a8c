// The sequencer and the audit chain against a real database: no gap, no late arrival, whatever is killed; tampering is named.
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { command, startTestServer, type TestServer } from '../../test/support/server.ts';
import { systemCaller } from './access.ts';
import { readAnchors, writeAnchor } from './audit-anchor.ts';
import { verifyAuditChain } from './audit-verify.ts';
import { chainAlgorithm } from './hash.ts';
import type { RunningKernel } from './kernel.ts';
import { readFeed } from './publisher.ts';
import { type SequencerParts, type SequencerStep, sequenceOnce, startSequencer } from './sequencer.ts';

let started: TestServer;
let kernel: RunningKernel;

beforeAll(async () => {
  started = await startTestServer();
  kernel = started.server.kernel;
});
afterAll(() => started.close());

const caller = systemCaller('test');

function change(entityId: string, count = 1): Promise<void> {
  const request = { ...command(started.clock), name: 'test.change', right: null, subject: entityId };
  return kernel.command(caller, request, async (work) => {
    for (let index = 0; index < count; index += 1) work.changed('specimen', entityId, index, null);
  });
}

function parts(overrides: Partial<SequencerParts> = {}): SequencerParts {
  return {
    db: kernel.db,
    algorithm: chainAlgorithm(),
    log: () => undefined,
    passed: async () => undefined,
    ...overrides,
  };
}

async function requireWhole(): Promise<number> {
  const feed = await kernel.db.selectFrom('feed').select('seq').orderBy('seq').execute();
  expect(feed.map(({ seq }) => seq)).toEqual(Array.from({ length: feed.length }, (_, index) => index + 1));
  const changes = await kernel.db
    .selectFrom('change')
    .select((at) => at.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(feed.length).toBe(changes.count);
  expect(await verifyAuditChain(kernel.db)).toMatchObject({ ok: true, broken: null, unlinked: 0 });
  return feed.length;
}

/** Ends the connection that holds the sequencer's lock, and returns when the database no longer has it. */
async function killHolderOfLock(): Promise<void> {
  const holders = sql<{ pid: number }>`select pid, pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and objid::bigint = (hashtext('yishu.sequencer.' || current_schema())::bigint & 4294967295)`;
  const { rows } = await holders.execute(kernel.db);
  expect(rows).toHaveLength(1);
  await vi.waitFor(async () => expect((await holders.execute(kernel.db)).rows).toEqual([]));
}

describe('numbering', () => {
  test('two more sequencers and thirty writers: no gap, no doublet, and no reader sees a late arrival', async () => {
    const others = [startSequencer(parts({ pollMs: 3, batch: 7 })), startSequencer(parts({ pollMs: 5, batch: 3 }))];
    const seen: number[] = [];
    let reading = true;
    const reader = (async () => {
      let cursor = 0;
      while (reading) {
        for (const { seq } of await readFeed(kernel.db, cursor, 50)) {
          seen.push(seq);
          cursor = seq;
        }
        await new Promise((done) => setTimeout(done, 1));
      }
      for (const { seq } of await readFeed(kernel.db, cursor, 10_000)) seen.push(seq);
    })();
    await Promise.all(
      Array.from({ length: 30 }, async (_, writer) => {
        for (let index = 0; index < 5; index += 1) await change(`w${writer}-${index}`, 1 + (index % 3));
      }),
    );
    for (const other of others) await other.drain();
    await kernel.drain();
    reading = false;
    await reader;
    const total = await requireWhole();
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    for (const other of others) await other.stop();
  });

  test.each<SequencerStep>(['locked', 'numbered', 'linked', 'cleared'])(
    'cut off when it has %s, the next pass makes it whole',
    async (step) => {
      await started.server.kernel.stop();
      await change(`cut-${step}`, 2);
      const cut = parts({
        reached(at) {
          if (at === step) throw new Error('cut');
        },
      });
      await expect(sequenceOnce(cut)).rejects.toThrow('cut');
      expect(await sequenceOnce(parts())).toBe(false);
      await requireWhole();
    },
  );

  test('its connection is killed in the middle of a pass: the lock is free and nothing is half done', async () => {
    await change('killed', 3);
    const killed = parts({
      reached: (at) => (at === 'linked' ? killHolderOfLock() : undefined),
    });
    await expect(sequenceOnce(killed)).rejects.toThrow();
    // The pool may hand out the dying connection once more; a sequencer tries again, and so does this.
    await vi.waitFor(() => sequenceOnce(parts()));
    await requireWhole();
  });
});

describe('tampering', () => {
  let count = 0;

  beforeEach(async () => {
    await change('before', 0);
    await change('tampered', 0);
    await change('after', 0);
    await sequenceOnce(parts());
    count = (await verifyAuditChain(kernel.db)).rows;
  });

  /** Does by hand what the triggers refuse, looks at the verdict, and takes it back. */
  async function afterDoing(statement: string): Promise<{ pos: number; why: string } | null> {
    let broken: { pos: number; why: string } | null = null;
    await kernel.db
      .transaction()
      .execute(async (tx) => {
        for (const table of ['audit', 'audit_link'])
          await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx);
        await sql.raw(statement).execute(tx);
        // The verifier opens its own transaction; inside this one it is given the present one.
        const inside = Object.create(tx, {
          transaction: {
            value: () => ({
              setIsolationLevel: () => ({
                setAccessMode: () => ({ execute: (run: (db: typeof tx) => unknown) => run(tx) }),
              }),
            }),
          },
        });
        broken = (await verifyAuditChain(inside)).broken;
        throw new Error('take it back');
      })
      .catch((error: Error) => {
        if (error.message !== 'take it back') throw error;
      });
    return broken;
  }

  const rowAt = (pos: number) => `(select audit_id from audit_link where pos = ${pos})`;

  test('the triggers refuse to rewrite', async () => {
    for (const statement of [
      'update audit set act = act',
      'delete from audit_link',
      'truncate feed',
      'delete from change',
    ]) {
      await expect(sql.raw(statement).execute(kernel.db)).rejects.toThrow('insert-only');
    }
  });

  test('an edited row', async () => {
    expect(await afterDoing(`update audit set subject = 'x' where id = ${rowAt(count - 1)}`)).toMatchObject({
      pos: count - 1,
      why: expect.stringContaining('edited'),
    });
  });

  test('an edited row with a hash that fits', async () => {
    const edit = `update audit set row_hash = repeat('0', 64) where id = ${rowAt(count - 1)}`;
    expect(await afterDoing(edit)).toMatchObject({ pos: count - 1 });
  });

  test('a deleted row', async () => {
    expect(await afterDoing(`delete from audit where id = ${rowAt(count - 1)}`)).toMatchObject({
      pos: count - 1,
      why: expect.stringContaining('deleted'),
    });
  });

  test('a deleted row with its link', async () => {
    const both = `delete from audit where id = ${rowAt(count - 1)}; delete from audit_link where pos = ${count - 1}`;
    expect(await afterDoing(both)).toMatchObject({ pos: count - 1, why: expect.stringContaining('missing') });
  });

  test('two rows exchanged', async () => {
    const exchange = `update audit_link l set audit_id = gen_random_uuid() where pos = ${count}; update audit_link set audit_id = o.audit_id from (select audit_id from audit_link where pos = ${count - 1}) o where pos = ${count}`;
    expect(
      await afterDoing(`alter table audit_link drop constraint audit_link_audit_id_key; ${exchange}`),
    ).toMatchObject({
      pos: count,
      why: expect.stringContaining('follow'),
    });
  });

  test('a row put in beside the chain', async () => {
    const insert = `insert into audit select '${randomUUID()}', at, person_id, person_name, workstation, address, mode, act, subject, patient_id, outcome, detail, command_id, algorithm, row_hash from audit where id = ${rowAt(count)}`;
    expect(await afterDoing(insert)).toMatchObject({ why: expect.stringContaining('outside the chain') });
  });

  test('an end that was cut off is noticed by the anchors', async () => {
    await writeAnchor(kernel.db, started.dataDir, started.clock);
    await writeAnchor(kernel.db, started.dataDir, started.clock);
    const anchors = await readAnchors(started.dataDir);
    expect(anchors.filter(({ pos }) => pos === count)).toHaveLength(1);
    expect((await verifyAuditChain(kernel.db, anchors)).ok).toBe(true);
    await appendFile(join(started.dataDir, 'audit-anchors.txt'), `2026-01-01T00:00:00Z ${count + 5} abc\n`);
    expect((await verifyAuditChain(kernel.db, await readAnchors(started.dataDir))).broken?.why).toContain('cut off');
    expect((await verifyAuditChain(kernel.db, [{ pos: 1, link: 'other' }])).broken).toMatchObject({ pos: 1 });
  });
});
