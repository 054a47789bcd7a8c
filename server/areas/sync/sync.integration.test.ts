// How a host follows the server, hands in what it kept and gets numbers: over HTTP with signed requests, and on the parts.
import { randomUUID } from 'node:crypto';
import { getEventMeta } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fail } from '../../../core/kernel/errors.ts';
import type { QueuedCommand } from '../../../core/sync/contract.ts';
import {
  addPeople,
  browser,
  codeOf,
  command,
  loggedIn,
  type Station,
  signed,
  startTestServer,
  station,
  type TestServer,
} from '../../../test/support/server.ts';
import { maySeeGroup, systemCaller } from '../../kernel/access.ts';
import type { DocumentSource } from '../../kernel/area.ts';
import type { RunningKernel } from '../../kernel/kernel.ts';
import type { Caller } from '../../kernel/types.ts';
import { os } from '../../web/procedures.ts';
import { createWorkstation, enrol } from '../identity/module.ts';
import { savePatient } from '../patient/store.ts';
import { changesSince, snapshot } from './changes.ts';
import { pushCommands } from './push.ts';

let started: TestServer;
let kernel: RunningKernel;
let bench: Station;
let benchSecret = '';

async function makeStation(name: string, labGroups: string[]): Promise<{ id: string; secret: string }> {
  const system = systemCaller('test');
  const made = await createWorkstation(kernel, system, {
    command: command(started.clock),
    name,
    departmentId: '',
    labGroups,
  });
  const { secret } = await enrol(kernel, system, made.enrolmentCode);
  return { id: made.workstation.id, secret };
}

beforeAll(async () => {
  started = await startTestServer();
  kernel = started.server.kernel;
  await addPeople(started.server, ['lab-technician', 'lab-reviewer']);
  const { id, secret } = await makeStation('生化一号台', ['clinical']);
  benchSecret = secret;
  bench = station(started.server.url, id, secret, started.clock.now);
});
afterAll(() => started.close());

async function change(
  entityId: string,
  groupId: string | null,
  kind: 'specimen' | 'dictionary' = 'specimen',
): Promise<void> {
  const request = { ...command(started.clock), name: 'test.change', right: null, subject: entityId };
  await kernel.command(systemCaller('test'), request, async (work) => work.changed(kind, entityId, 1, groupId));
}

async function personId(user: string): Promise<string> {
  return (await kernel.db.selectFrom('person').select('id').where('user_name', '=', user).executeTakeFirstOrThrow()).id;
}

describe('enrolment and signatures', () => {
  test('a code is good once and for 15 minutes', async () => {
    const system = systemCaller('test');
    const input = { name: '二号台', departmentId: '', labGroups: [] };
    const made = await createWorkstation(kernel, system, { command: command(started.clock), ...input });
    const guest = browser(started.server.url);
    const code = made.enrolmentCode.toLowerCase().replaceAll('-', ' ');
    expect((await guest.api.identity.enrol({ code })).workstation.name).toBe('二号台');
    expect(await codeOf(guest.api.identity.enrol({ code }))).toBe('STATION_UNKNOWN');
    const late = await createWorkstation(kernel, system, { command: command(started.clock), ...input });
    started.clock.pass(16 * 60_000);
    expect(await codeOf(guest.api.identity.enrol({ code: late.enrolmentCode }))).toBe('STATION_UNKNOWN');
  });

  test('the secret and the code are not readable in the database', async () => {
    const rows = JSON.stringify(await kernel.db.selectFrom('workstation').selectAll().execute());
    expect(rows).not.toContain(benchSecret);
  });

  test('changed, old, replayed and unknown requests are refused', async () => {
    const url = `${started.server.url}/api/sync/changes?cursor=0`;
    const ask = async (headers: Record<string, string>, asked = url) => {
      const response = await fetch(asked, { headers });
      const body = await response.json();
      return response.ok ? 'done' : `${body.code} ${body.data.reason}`;
    };
    const sign = signed(bench.id, benchSecret, started.clock.now);
    const headers = sign('GET', url, new Uint8Array());
    expect(await ask(headers)).toBe('done');
    expect(await ask(headers)).toBe('STATION_UNKNOWN nonce');
    expect(await ask(sign('GET', url, new Uint8Array()), `${url}&limit=5`)).toBe('STATION_UNKNOWN signature');
    expect(await ask(sign('POST', url, new Uint8Array()))).toBe('STATION_UNKNOWN signature');
    expect(await ask(sign('GET', url, new Uint8Array([1])))).toBe('STATION_UNKNOWN signature');
    expect(await ask(signed(bench.id, 'wrong', started.clock.now)('GET', url, new Uint8Array()))).toBe(
      'STATION_UNKNOWN signature',
    );
    expect(await ask(signed(randomUUID(), benchSecret, started.clock.now)('GET', url, new Uint8Array()))).toBe(
      'STATION_UNKNOWN unknown',
    );
    expect(await ask(signed('x', benchSecret, started.clock.now)('GET', url, new Uint8Array()))).toBe(
      'STATION_UNKNOWN unknown',
    );
    const old = () => new Date(started.clock.now().getTime() - 301_000);
    expect(await ask(signed(bench.id, benchSecret, old)('GET', url, new Uint8Array()))).toBe('STATION_UNKNOWN clock');
    expect(
      await ask(signed(bench.id, benchSecret, started.clock.now, () => 'short')('GET', url, new Uint8Array())),
    ).toBe('STATION_UNKNOWN nonce');
  });

  test('the person at a station has a token that works there only', async () => {
    const info = await bench.api.identity.login({ user: 'lab-technician', password: 'Kirschbaum-27' });
    expect(info.workstation).toMatchObject({ name: '生化一号台' });
    expect(bench.session()).toMatch(/^[\w-]{43}$/);
    expect(await bench.api.identity.me()).not.toBeNull();
    const { id, secret } = await makeStation('三号台', []);
    const elsewhere = station(started.server.url, id, secret, started.clock.now);
    elsewhere.setSession(bench.session());
    expect(await elsewhere.api.identity.me()).toBeNull();
    const asCookie = await fetch(`${started.server.url}/api/identity/me`, {
      headers: { cookie: `yishu-session=${bench.session()}` },
    });
    expect(await asCookie.text()).toMatch(/^(null)?$/);
    const asHeader = await fetch(`${started.server.url}/api/identity/me`, {
      headers: { 'x-yishu-session': bench.session() },
    });
    expect(await asHeader.text()).toMatch(/^(null)?$/);
  });
});

const echo: DocumentSource = {
  kind: 'specimen',
  span: 'recent',
  read: async (ids) => new Map(ids.filter((id) => id !== 'gone').map((id) => [id, { id }])),
};
const sources = new Map([[echo.kind, echo]]);

describe('the feed', () => {
  test('since: pages in order, foreign groups without their document', async () => {
    await kernel.drain();
    const { cursor } = await bench.api.sync.since({ cursor: 1_000_000 });
    for (const [id, group] of [
      ['a', 'clinical'],
      ['b', 'micro'],
      ['gone', 'clinical'],
      ['c', null],
    ] as const)
      await change(id, group);
    await kernel.drain();
    const caller: Caller = {
      ...systemCaller('x'),
      mode: 'live',
      station: { id: bench.id, name: '台', labGroups: ['clinical'] },
    };
    const page = await changesSince(kernel, sources, caller, { cursor, limit: 3 });
    expect(page.changes.map(({ entityId, document }) => [entityId, document])).toEqual([
      ['a', { id: 'a' }],
      ['b', null],
      ['gone', null],
    ]);
    const rest = await changesSince(kernel, sources, caller, { cursor: page.cursor, limit: 3 });
    expect(rest.changes.map(({ entityId }) => entityId)).toEqual(['c']);
    expect(await changesSince(kernel, sources, caller, { cursor: rest.cursor, limit: 3 })).toMatchObject({
      changes: [],
      cursor: rest.cursor,
    });
    expect(maySeeGroup(caller, 'micro')).toBe(false);
  });

  test('people come with their rights, for stations only', async () => {
    const { changes } = await bench.api.sync.since({ cursor: 0 });
    const person = changes.find(({ document }) => JSON.stringify(document)?.includes('lab-technician'));
    expect(person?.document).toMatchObject({
      person: { user: 'lab-technician', hasSignature: false },
      rights: expect.arrayContaining(['lab.view']),
    });
    expect(JSON.stringify(changes)).not.toContain('scrypt');
    const screen = await loggedIn(started.server, 'lab-reviewer');
    expect(
      (await screen.api.sync.since({ cursor: 0 })).changes.every(
        ({ kind, document }) => kind !== 'identity' || document === null,
      ),
    ).toBe(true);
  });

  test('snapshot: all pages together are everything once, with the cursor of the first', async () => {
    for (let index = 0; index < 7; index += 1) await change(`page-${index}`, null);
    await kernel.drain();
    const caller = systemCaller('x');
    const ids: string[] = [];
    const cursors = new Set<number>();
    let after = '';
    for (;;) {
      const page = await snapshot(kernel, sources, caller, { days: 4, after, limit: 3 });
      ids.push(...page.documents.map(({ entityId }) => entityId));
      cursors.add(page.cursor);
      if (page.next === null) break;
      after = page.next;
      await change('later', null);
      await kernel.drain();
    }
    expect(ids.filter((id) => id.startsWith('page-'))).toHaveLength(7);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('gone');
    expect(cursors.size).toBe(1);
    expect(await codeOf(bench.api.sync.snapshot({ after: 'nonsense' }))).toBe('INPUT_INVALID');
  });

  test('live: every change once and in order, also after a cut', async () => {
    await kernel.drain();
    const cursor = kernel.feedHead();
    const seen: number[] = [];
    const cut = new AbortController();
    const first = await bench.api.sync.live({ cursor }, { signal: cut.signal });
    await change('live-0', 'clinical');
    await change('live-hidden', 'micro');
    await change('live-1', 'clinical');
    let lastEventId: string | undefined;
    for await (const event of first) {
      seen.push(event.seq);
      lastEventId = getEventMeta(event)?.id;
      if (seen.length === 2) break;
    }
    cut.abort();
    for (let index = 2; index < 6; index += 1) await change(`live-${index}`, null);
    const again = new AbortController();
    const second = await bench.api.sync.live({ cursor }, { signal: again.signal, lastEventId });
    for await (const event of second) {
      seen.push(event.seq);
      if (seen.length === 6) break;
    }
    again.abort();
    expect(seen).toEqual([1, 3, 4, 5, 6, 7].map((step) => cursor + step));
    expect(lastEventId).toBe(String(cursor + 3));
  });

  test('live ends with an error when the session does', async () => {
    const screen = await loggedIn(started.server, 'lab-reviewer');
    const events = await screen.api.devices.events();
    expect((await events.next()).value).toMatchObject({ type: 'hello' });
    const first = events.next();
    await change('before', null);
    expect((await first).value).toMatchObject({ type: 'change', entityId: 'before' });
    await screen.api.identity.logout();
    started.clock.pass(6000);
    const ended = codeOf(events.next());
    await change('wake', null);
    expect(await ended).toBe('LOGIN_REQUIRED');
  });
});

describe('push', () => {
  function queued(name: string, actorId: string, input: Record<string, unknown>): QueuedCommand {
    const made = command(started.clock);
    return { id: made.id, name, actorId, at: made.at, input: { command: made, ...input } };
  }

  async function makePatient(): Promise<string> {
    const request = { ...command(started.clock), name: 'test.patient', right: null, subject: '' };
    return kernel.command(systemCaller('test'), request, async (work) => {
      const patient = await savePatient(
        work,
        kernel.fields,
        {
          number: `P${work.newId()}`,
          name: '赵六',
          sex: 'male',
          birthDate: '1980-02-29',
          identityNumber: '110105198002290013',
          phone: '13800138000',
        },
        'his',
      );
      return patient.id;
    });
  }

  test('each command is answered by its class, with the rights that its actor has today', async () => {
    const [reviewer, technician, patientId] = [
      await personId('lab-reviewer'),
      await personId('lab-technician'),
      await makePatient(),
    ];
    const wanted = { patientId, reason: '核对身份' };
    const commands = [
      queued('patient.reveal', reviewer, wanted),
      queued('patient.reveal', technician, wanted),
      queued('patient.reveal', reviewer, { patientId: randomUUID(), reason: '核对' }),
      queued('patient.reveal', reviewer, { patientId, reason: '' }),
      queued('patient.reveal', randomUUID(), wanted),
      queued('identity.resetPassword', reviewer, { personId: technician }),
      queued('patient.search', reviewer, { text: '赵' }),
      { ...queued('patient.reveal', reviewer, wanted), id: randomUUID() },
    ];
    const { replies } = await bench.api.sync.push({ commands });
    expect(replies.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([
      'done null',
      'never RIGHT_MISSING',
      'never NOT_FOUND',
      'never INPUT_INVALID',
      'never NOT_FOUND',
      'never NOT_FOUND',
      'never NOT_FOUND',
      'never INPUT_INVALID',
    ]);
    expect(replies[0]?.output).toMatchObject({ identityNumber: '110105198002290013', phone: '13800138000' });
    const again = await bench.api.sync.push({ commands: commands.slice(0, 1) });
    expect(again.replies).toEqual(replies.slice(0, 1));
    const audit = await kernel.db.selectFrom('audit').selectAll().where('command_id', '=', commands[0]!.id).execute();
    expect(audit).toMatchObject([
      {
        mode: 'queued',
        workstation: '生化一号台',
        person_name: '某lab-reviewer',
        detail: '核对身份',
        patient_id: patientId,
      },
    ]);
  });

  test('stops at the first that must be tried again; a fault of the program is for a person', async () => {
    const acts = [
      () => fail('STATE_REFUSED'),
      () => new TypeError('a fault'),
      () => fail('SERVER_BUSY'),
      () => fail('NOT_FOUND'),
    ];
    const router = {
      critical: {
        acknowledge: os.critical.acknowledge.handler(() => {
          throw acts.shift()?.() ?? fail('NOT_FOUND');
        }),
      },
    };
    const technician = await personId('lab-technician');
    const input = { criticalId: randomUUID(), expectedVersion: 1, note: '' };
    const commands = Array.from({ length: 4 }, () => queued('critical.acknowledge', technician, input));
    const by: Caller = { ...systemCaller('x'), mode: 'live', station: { id: bench.id, name: '台', labGroups: [] } };
    const replies = await pushCommands(kernel, router, by, commands);
    expect(replies.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([
      'never STATE_REFUSED',
      'ask INTERNAL',
      'again SERVER_BUSY',
    ]);
    expect(started.logged.some((line) => line.includes('a fault'))).toBe(true);
  });

  test('a browser may not push', async () => {
    const screen = await loggedIn(started.server, 'lab-technician');
    expect(await codeOf(screen.api.sync.push({ commands: [queued('lab.receive', '', {})] }))).toBe('STATION_UNKNOWN');
  });
});

test('number blocks never overlap, whoever asks at the same moment', async () => {
  const screen = await loggedIn(started.server, 'lab-technician');
  const blocks = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? bench : screen).api.sync.lease({ kind: 'barcode', size: 10 + index }),
    ),
  );
  const numbers = blocks.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toHaveLength(20 * 10 + 190);
  expect(new Set(blocks.map(({ prefix, from }) => `${prefix}${from}`.length))).toEqual(new Set([10]));
  const leases = await kernel.db.selectFrom('number_lease').selectAll().execute();
  expect(leases).toHaveLength(20);
});
