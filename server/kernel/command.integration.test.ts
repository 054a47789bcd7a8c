// The command pipeline against a real database: once per id, all or nothing, refusals in the audit trail.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fail, YishuError } from '../../core/kernel/errors.ts';
import { command, startTestServer, type TestServer } from '../../test/support/server.ts';
import { takeNumbers } from '../areas/sync/numbers.ts';
import type { RunningKernel } from './kernel.ts';
import type { Caller, CommandRequest, CommandWork } from './types.ts';

let started: TestServer;
let kernel: RunningKernel;

beforeAll(async () => {
  started = await startTestServer();
  kernel = started.server.kernel;
});
afterAll(() => started.close());

const technician: Caller = {
  person: { id: randomUUID(), user: 'zhang', name: '张三', departmentId: '' },
  rights: ['lab.receive'],
  labGroups: [],
  sessionId: null,
  station: null,
  address: '10.0.0.7',
  mode: 'live',
};

function request(overrides: Partial<CommandRequest> = {}): CommandRequest {
  return {
    ...command(started.clock),
    name: 'test.count',
    right: 'lab.receive',
    subject: 'counter',
    input: { a: 1 },
    ...overrides,
  };
}

async function countUp(work: CommandWork): Promise<{ from: number }> {
  const { from } = await takeNumbers(work.tx, 'barcode', 1);
  work.changed('specimen', String(from), 1, 'clinical');
  return { from };
}

const auditOf = (commandId: string) =>
  kernel.db.selectFrom('audit').selectAll().where('command_id', '=', commandId).orderBy('id').execute();
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof YishuError ? error.code : error),
  );

describe('once per id', () => {
  test('a replay gets the first answer and leaves nothing more behind', async () => {
    const asked = request();
    const first = await kernel.command(technician, asked, countUp);
    expect(await kernel.command(technician, asked, countUp)).toEqual(first);
    expect(await auditOf(asked.id)).toHaveLength(1);
    const changes = await kernel.db
      .selectFrom('change')
      .selectAll()
      .where('entity_id', '=', String(first.from))
      .execute();
    expect(changes).toHaveLength(1);
  });

  test('twenty at the same moment are one', async () => {
    const asked = request();
    const answers = await Promise.all(Array.from({ length: 20 }, () => kernel.command(technician, asked, countUp)));
    expect(new Set(answers.map(({ from }) => from)).size).toBe(1);
    expect(await auditOf(asked.id)).toHaveLength(1);
  });

  test('the same id for something else is refused', async () => {
    const asked = request();
    await kernel.command(technician, asked, countUp);
    expect(await codeOf(kernel.command(technician, { ...asked, input: { a: 2 } }, countUp))).toBe('DUPLICATE');
    expect(await codeOf(kernel.command(technician, { ...asked, name: 'test.other' }, countUp))).toBe('DUPLICATE');
    const other = { ...technician, person: { ...technician.person!, id: randomUUID() } };
    expect(await codeOf(kernel.command(other, asked, countUp))).toBe('DUPLICATE');
  });

  test('a password in the input is no part of the hash, and the stored answer is not readable', async () => {
    const asked = request({ input: { witness: { user: 'li', password: 'one' } } });
    await kernel.command(technician, asked, async () => ({ secret: 'Ganz-Geheim-1' }));
    const again = { ...asked, input: { witness: { user: 'li', password: 'two' } } };
    expect(await kernel.command(technician, again, async () => ({ secret: '' }))).toEqual({ secret: 'Ganz-Geheim-1' });
    const row = await kernel.db
      .selectFrom('idempotency')
      .selectAll()
      .where('command_id', '=', asked.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('Geheim');
  });
});

describe('all or nothing', () => {
  test('a refusal rolls the domain rows back, stands in the audit trail, and the same id may be tried again', async () => {
    const asked = request();
    const before = await kernel.db.selectFrom('number_block').select('next').executeTakeFirstOrThrow();
    const refused = kernel.command(technician, asked, async (work) => {
      await countUp(work);
      throw fail('VERSION_CONFLICT', { version: 3 });
    });
    expect(await codeOf(refused)).toBe('VERSION_CONFLICT');
    expect(await kernel.db.selectFrom('number_block').select('next').executeTakeFirstOrThrow()).toEqual(before);
    expect(await auditOf(asked.id)).toMatchObject([
      { outcome: 'refused', detail: 'VERSION_CONFLICT', person_name: '张三', address: '10.0.0.7' },
    ]);
    const done = await kernel.command(technician, asked, countUp);
    expect(done.from).toBe(before.next);
    expect((await auditOf(asked.id)).map(({ outcome }) => outcome)).toEqual(['refused', 'done']);
  });

  test('a missing right is refused and audited', async () => {
    const asked = request({ right: 'lab.recall' });
    expect(await codeOf(kernel.command(technician, asked, countUp))).toBe('RIGHT_MISSING');
    expect(await auditOf(asked.id)).toMatchObject([{ outcome: 'refused', detail: 'RIGHT_MISSING' }]);
  });

  test('`again` leaves no trace: it will be tried again', async () => {
    const asked = request();
    expect(await codeOf(kernel.command(technician, asked, () => Promise.reject(fail('SERVER_BUSY'))))).toBe(
      'SERVER_BUSY',
    );
    expect(await auditOf(asked.id)).toEqual([]);
  });

  test('a fault of the program is audited as failed and thrown as it is', async () => {
    const asked = request();
    await expect(kernel.command(technician, asked, () => Promise.reject(new TypeError('oops')))).rejects.toThrow(
      'oops',
    );
    expect(await auditOf(asked.id)).toMatchObject([{ outcome: 'failed', detail: 'INTERNAL' }]);
  });

  test('text that cannot be stored and doubled keys are refusals, not faults', async () => {
    const store = (key: string, value: string) =>
      kernel.command(technician, request(), async (work) => {
        await work.tx.insertInto('setting').values({ key, value }).execute();
      });
    expect(await codeOf(store('nul', 'a\0b'))).toBe('INPUT_INVALID');
    expect(await codeOf(store('twice', 'a'))).toBe('done');
    expect(await codeOf(store('twice', 'a'))).toBe('DUPLICATE');
  });

  test('commands that get in each other’s way all succeed in the end', async () => {
    await kernel.db.insertInto('setting').values({ key: 'sum', value: '0' }).execute();
    const add = () =>
      kernel.command(technician, request(), async (work) => {
        // Read, then write: only the isolation level keeps an addition from being lost.
        const { value } = await work.tx
          .selectFrom('setting')
          .select('value')
          .where('key', '=', 'sum')
          .executeTakeFirstOrThrow();
        await work.tx
          .updateTable('setting')
          .set({ value: String(Number(value) + 1) })
          .where('key', '=', 'sum')
          .execute();
      });
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(add())));
    const { value } = await kernel.db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'sum')
      .executeTakeFirstOrThrow();
    expect(Number(value)).toBe(codes.filter((code) => code === 'done').length);
    expect(codes.every((code) => code === 'done' || code === 'SERVER_BUSY')).toBe(true);
    expect(Number(value)).toBeGreaterThan(2);
  });
});

test('a read is audited before its answer, a refused one too', async () => {
  const entry = { act: 'test.read', subject: 'x', patientId: 'p1' };
  expect(await kernel.read(technician, 'lab.receive', entry, async () => 7)).toBe(7);
  expect(await codeOf(kernel.read(technician, 'lab.recall', entry, async () => 7))).toBe('RIGHT_MISSING');
  const rows = await kernel.db.selectFrom('audit').selectAll().where('act', '=', 'test.read').orderBy('id').execute();
  expect(rows.map(({ outcome, patient_id }) => [outcome, patient_id])).toEqual([
    ['done', 'p1'],
    ['refused', 'p1'],
  ]);
});

test('outgoing messages and changes are kept in the order in which the command made them', async () => {
  const asked = request();
  await kernel.command(technician, asked, async (work) => {
    for (const subject of ['one', 'two', 'three']) {
      work.outgoing({ interface: 'hl7', peer: 'his', type: 'ORU^R01', subject, payload: { subject } });
      work.changed('report', subject, 1, null);
    }
  });
  await kernel.drain();
  const messages = await kernel.db.selectFrom('outgoing_message').selectAll().orderBy('arrival').execute();
  expect(messages.map(({ payload }) => payload)).toEqual([
    { subject: 'one' },
    { subject: 'two' },
    { subject: 'three' },
  ]);
  const feed = await kernel.db
    .selectFrom('feed')
    .innerJoin('change', 'change.id', 'feed.change_id')
    .select('entity_id')
    .where('kind', '=', 'report')
    .orderBy('seq')
    .execute();
  expect(feed.map(({ entity_id }) => entity_id)).toEqual(['one', 'two', 'three']);
});
