// Who has left the station is forgotten: nothing is asked in the name of an ended session, and no grants of the person stay in memory.
import { expect, test } from 'vitest';
import type { StudyGrant } from '../cache/cache-types.ts';
import type { HostSession } from '../contract/sessions.ts';
import { createStudyGrants, type StudyGrantParts } from './study-grants.ts';

const minuteMs = 60_000;
let nowMs = Date.parse('2026-07-01T08:00:00Z');

const session = (id: string): HostSession => ({
  ...{ tokenHash: id, serverToken: `token of ${id}`, startedAt: new Date(nowMs).toISOString(), lastSeenMs: nowMs },
  info: {
    person: { id, user: id, name: id, departmentId: '', roles: [], labGroups: [], hasSignature: false },
    ...{ rights: ['radiology.view'], hospital: { name: '', nameEn: '' }, mustChangePassword: false },
    ...{ idleTimeoutSeconds: 900, expiresAt: new Date(nowMs + 600 * minuteMs).toISOString() },
    ...{ offline: false, workstation: null },
  },
});

const examOf = (departmentId: string) =>
  JSON.stringify({ institutionId: 'county', departmentId, remote: null, objects: [{ kind: 'study', id: '1.2' }] });

function station(openable: readonly string[] = []) {
  const asked: string[] = [];
  const read: string[] = [];
  let exam = examOf('');
  const cache: StudyGrantParts['cache'] = {
    read: {
      studyGrants: async (personId) => {
        read.push(personId);
        return [];
      },
      documentsWith: async () => [exam],
      documents: async () => [exam],
      document: async () => exam,
    },
    write: {
      saveStudyGrants: async () => undefined,
      dropStudyGrants: async () => undefined,
      forgetStudyGrants: async () => undefined,
    },
  };
  const grants = createStudyGrants({
    cache,
    keeps: () => true,
    openable: async (_studyUids, { info }) => {
      asked.push(info.person.id);
      return openable;
    },
    enqueue: async () => undefined,
    ...{ sinceMs: () => 0, nowMs: () => nowMs, newId: () => 'id', log: () => undefined },
  });
  const change = (departmentId: string) => {
    exam = examOf(departmentId);
    return grants.examChanged('one');
  };
  return { grants, asked, read, change };
}

test.each([
  ['idle for longer than a session lasts', 30],
  ['expired', 700],
])('a person whose session is over: %s', async (_why, minutes) => {
  const { grants, asked, read } = station();
  grants.seenBy(session('first'));
  await grants.settled();
  nowMs += minutes * minuteMs;
  grants.seenBy(session('second'));
  await grants.settled();
  await grants.withdrawn('1.2', session('first'));
  await grants.withdrawn('1.2', session('second'));
  expect([asked, read]).toEqual([
    ['first', 'second'],
    ['first', 'second', 'first'],
  ]);
});

test('nothing is asked in the name of a session that is over', async () => {
  const { grants, asked } = station();
  grants.seenBy(session('first'));
  await grants.personChanged('first');
  await grants.settled();
  nowMs += 30 * minuteMs;
  await grants.personChanged('first');
  await grants.settled();
  expect(asked).toEqual(['first', 'first']);
});

const remote = { state: 'accepted', toInstitutionId: 'city', toDepartmentId: 'W2' };
const shared = { institutionId: 'county', departmentId: 'W1', remote, objects: [{ kind: 'study', id: '1.2' }] };

/** One study that was opened by two people, without the server from then on. */
async function opened() {
  const exam: { now: object } = { now: shared };
  const rows = new Map<string, StudyGrant[]>();
  const texts = async () => [JSON.stringify(exam.now)];
  const grants = createStudyGrants({
    cache: {
      read: {
        studyGrants: async (id) => rows.get(id) ?? [],
        documentsWith: texts,
        documents: texts,
        document: async () => null,
      },
      write: {
        saveStudyGrants: async (id, given) => void rows.set(id, given),
        dropStudyGrants: async () => undefined,
        forgetStudyGrants: async (id) => (id === null ? rows.clear() : void rows.delete(id)),
      },
    },
    ...{ keeps: () => true, openable: async () => [], enqueue: async () => undefined },
    ...{ sinceMs: () => 0, nowMs: () => nowMs, newId: () => 'id', log: () => undefined },
  });
  for (const id of ['first', 'second']) await grants.given('1.2', session(id));
  const sees = async (id: string) => {
    // Verdicts are believed for some seconds.
    nowMs += 6000;
    return grants.require('1.2', session(id)).then(
      () => true,
      (error: unknown) => (error instanceof Error ? error.name : false),
    );
  };
  return { grants, exam, sees };
}

test.each([
  ['nothing', {}, true],
  ['the institution that made it', { institutionId: 'town' }, 'YishuError'],
  ['the department that asked', { departmentId: 'W9' }, 'YishuError'],
  ['the department that was asked', { remote: { ...remote, toDepartmentId: 'W3' } }, 'YishuError'],
  ['the request, withdrawn', { remote: { ...remote, state: 'withdrawn' } }, 'YishuError'],
])('what was let see before does not count once it changed whom the exam concerns: %s', async (_what, change, seen) => {
  const { exam, sees } = await opened();
  expect(await sees('first')).toBe(true);
  exam.now = { ...shared, ...change };
  expect(await sees('first')).toBe(seen);
});

test('a change of one person ends what that person was let see; a change of the network, what everybody was', async () => {
  const { grants, sees } = await opened();
  await grants.personChanged('first');
  expect([await sees('first'), await sees('second')]).toEqual(['YishuError', true]);
  await grants.personChanged('role:reader');
  expect(await sees('second')).toBe(true);
  await grants.personChanged('institution:town');
  expect(await sees('second')).toBe('YishuError');
});

test('who is still at work stays known when another one comes', async () => {
  const { grants, asked, read } = station();
  grants.seenBy(session('first'));
  await grants.settled();
  nowMs += minuteMs / 2;
  grants.seenBy(session('second'));
  grants.seenBy(session('first'));
  await grants.settled();
  expect([asked, read]).toEqual([
    ['first', 'second'],
    ['first', 'second'],
  ]);
});

test('an exam that the feed brings or changes after its study was opened is asked about at once, and only then', async () => {
  const { grants, asked, change } = station(['1.2']);
  await grants.given('1.2', session('first'));
  await change('');
  await grants.settled();
  expect(asked).toEqual([]);
  await change('ward');
  await grants.settled();
  expect(asked).toEqual(['first']);
  await grants.require('1.2', session('first'));
  await change('ward');
  await grants.settled();
  expect(asked).toEqual(['first']);
});
